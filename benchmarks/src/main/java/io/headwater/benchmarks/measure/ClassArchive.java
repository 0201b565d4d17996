package io.headwater.benchmarks.measure;

import java.nio.file.Path;
import java.util.List;

/**
 * The classes that a program loads, kept by one run of it for the next: what a host would make once, where it is installed.
 * The JVM keeps none that it finds in folders. From JDK 25 on it also keeps what was linked and how often things ran.
 */
final class ClassArchive {
    private static final int WITH_CACHE = 25;

    private ClassArchive() {}

    static List<String> madeIn(Path folder) {
        return List.of((hasCache() ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + fileIn(folder));
    }

    static List<String> usedFrom(Path folder) {
        return List.of((hasCache() ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + fileIn(folder));
    }

    private static boolean hasCache() {
        return Runtime.version().feature() >= WITH_CACHE;
    }

    private static Path fileIn(Path folder) {
        return folder.resolve("classes");
    }
}
