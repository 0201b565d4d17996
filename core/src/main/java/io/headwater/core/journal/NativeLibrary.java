package io.headwater.core.journal;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.CodeSource;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteJDBCLoader;

/**
 * SQLite itself, which the driver brings along for many systems. By itself the driver asks a child process what system this
 * is, unpacks the library and compares the copy byte by byte: more work than all the rest of a start. So where the system is
 * plainly one of the usual ones the library is unpacked here, into a folder that nobody else may open, and stays there for
 * the next JVM. Where it cannot be told that such a folder is ours the library is gone again once it is loaded. On any other
 * system, or when this does not work out, the driver does it in its own way.
 */
final class NativeLibrary {
    private static final String GIVEN_FOLDER = "org.sqlite.lib.path";
    private static final String GIVEN_NAME = "org.sqlite.lib.name";
    private static final String TEMPORARY_FOLDER = "org.sqlite.tmpdir";
    private static final String NAME = "libsqlitejdbc.so";

    static final Set<PosixFilePermission> OURS_ALONE = PosixFilePermissions.fromString("rwx------");

    /** Once in the life of a JVM. */
    private static final AtomicBoolean TRIED = new AtomicBoolean();

    private NativeLibrary() {}

    /** @throws io.headwater.jobs.JobException when there is no way to load it */
    static void load() {
        try {
            loadInOneWay();
        } catch (Exception | LinkageError failure) {
            throw StoreErrors.noNativeLibrary(failure, temporaryFolder());
        }
    }

    private static void loadInOneWay() throws Exception {
        String system = usualSystem();
        boolean hostSaysWhere = System.getProperty(GIVEN_FOLDER) != null || System.getProperty(GIVEN_NAME) != null;
        if (system != null && !hostSaysWhere && TRIED.compareAndSet(false, true)) {
            loadUnpacked("/org/sqlite/native/" + system + "/" + NAME);
        }
        SQLiteJDBCLoader.initialize(); // does nothing when it is loaded
    }

    /** Where the driver unpacks it, too. */
    static String temporaryFolder() {
        return System.getProperty(TEMPORARY_FOLDER, System.getProperty("java.io.tmpdir"));
    }

    /** The driver's name for a Linux that has the C library which most have; null for whatever else. */
    private static @Nullable String usualSystem() {
        if (!"Linux".equals(System.getProperty("os.name"))) {
            return null;
        }
        return switch (System.getProperty("os.arch", "")) {
            case "amd64" -> hasOnly("/lib64/ld-linux-x86-64.so.2", "/lib/ld-musl-x86_64.so.1") ? "Linux/x86_64" : null;
            case "aarch64" ->
                hasOnly("/lib/ld-linux-aarch64.so.1", "/lib/ld-musl-aarch64.so.1") ? "Linux/aarch64" : null;
            default -> null;
        };
    }

    /** A program for the other C library can only be run where that one's loader lies in its place. */
    private static boolean hasOnly(String glibc, String musl) {
        return Files.exists(Path.of(glibc)) && Files.notExists(Path.of(musl));
    }

    private static void loadUnpacked(String library) throws Exception {
        URL packed = packed(library);
        if (packed == null) {
            return;
        }
        try {
            Path parent = Path.of(temporaryFolder());
            Path kept = KeptLibrary.of(packed, parent);
            if (kept != null) {
                loadFrom(kept);
            } else {
                loadAndDelete(packed, privateFolder(parent));
            }
        } catch (IOException leftToTheDriver) {
            Journal.LOG.debug("SQLite could not be unpacked", leftToTheDriver);
        }
    }

    /** In the driver's own jar, where it has one: to ask for a resource is to ask each module and jar that comes before. */
    private static @Nullable URL packed(String library) throws IOException {
        CodeSource driver = SQLiteJDBCLoader.class.getProtectionDomain().getCodeSource();
        String jar = driver == null || driver.getLocation() == null
                ? ""
                : driver.getLocation().toString();
        return jar.startsWith("file:") && jar.endsWith(".jar")
                ? new URL("jar:" + jar + "!" + library)
                : SQLiteJDBCLoader.class.getResource(library);
    }

    private static void loadAndDelete(URL packed, Path folder) throws Exception {
        Path copy = folder.resolve(NAME);
        try (InputStream content = packed.openStream()) {
            Files.copy(content, copy);
            loadFrom(copy);
        } finally {
            Database.deleteQuietly(copy);
            Database.deleteQuietly(folder);
        }
    }

    /** Its name need not be a secret: it is made now, by us and for us alone, or not at all. */
    static Path privateFolder(Path parent) throws IOException {
        return Files.createDirectory(parent.resolve(ownName()), PosixFilePermissions.asFileAttribute(OURS_ALONE));
    }

    /** One that nobody else uses now. */
    static String ownName() {
        return "headwater-sqlite-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    }

    /**
     * The driver alone can load it, because the methods behind which it stands are the driver's. Beforehand it looks through
     * the temporary folder for what earlier ones have left, and where many files lie that takes longer than all the rest; so
     * it is shown another.
     */
    private static void loadFrom(Path library) throws Exception {
        String folder = library.resolveSibling("").toString();
        synchronized (SQLiteJDBCLoader.class) { // as the driver does, so that nobody sees a path that will be gone
            String temporary = System.setProperty(TEMPORARY_FOLDER, folder);
            System.setProperty(GIVEN_FOLDER, folder);
            System.setProperty(GIVEN_NAME, library.getFileName().toString());
            try {
                SQLiteJDBCLoader.initialize();
            } finally {
                System.clearProperty(GIVEN_FOLDER);
                System.clearProperty(GIVEN_NAME);
                if (temporary == null) {
                    System.clearProperty(TEMPORARY_FOLDER);
                } else {
                    System.setProperty(TEMPORARY_FOLDER, temporary);
                }
            }
        }
    }
}
