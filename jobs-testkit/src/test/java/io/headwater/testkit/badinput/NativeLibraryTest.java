package io.headwater.testkit.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.testkit.OtherJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Where the engine itself unpacks SQLite; elsewhere the driver does. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class NativeLibraryTest {
    @TempDir
    Path folder;

    private Path unpackedTo;

    @BeforeEach
    void makeFolder() throws IOException {
        unpackedTo = Files.createDirectory(folder.resolve("unpacked"));
    }

    private OtherJvm startedWith(String... options) throws IOException {
        OtherJvm other = OtherJvm.run(
                List.of(), List.of(options), StartMain.class, folder.resolve("jobs.db"), "and holds what it started");
        while (!other.line().equals(StartMain.STARTED)) {
            // What comes before is the driver's log.
        }
        return other;
    }

    @Test
    void B13_one_unpacked_library_stays_for_all_processes_and_is_not_touched_by_the_next() throws Exception {
        Path kept;
        try (OtherJvm other = startedWith("-Dorg.sqlite.tmpdir=" + unpackedTo)) {
            kept = onlyOneIn(onlyOneIn(unpackedTo));
        }
        Files.setLastModifiedTime(kept, FileTime.fromMillis(0));
        try (OtherJvm other = startedWith("-Dorg.sqlite.tmpdir=" + unpackedTo)) {
            assertThat(onlyOneIn(onlyOneIn(unpackedTo))).isEqualTo(kept);
            assertThat(Files.getLastModifiedTime(kept)).isEqualTo(FileTime.fromMillis(0));
            assertThat(Path.of("/proc", Long.toString(other.pid()), "maps"))
                    .content()
                    .contains(kept.toRealPath().toString());
        }
    }

    @Test
    void B13_where_others_could_exchange_what_is_kept_the_library_is_gone_once_it_is_loaded() throws Exception {
        Files.setPosixFilePermissions(unpackedTo, PosixFilePermissions.fromString("rwxrwxrwx"));
        try (OtherJvm other = startedWith("-Dorg.sqlite.tmpdir=" + unpackedTo)) {
            assertThat(unpackedTo).isEmptyDirectory();
        }
    }

    private static Path onlyOneIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }

    @Test
    void B13_on_a_system_with_an_unusual_name_the_driver_unpacks_it() throws Exception {
        try (OtherJvm other = startedWith("-Dorg.sqlite.tmpdir=" + unpackedTo, "-Dos.arch=x86_64")) {
            assertThat(unpackedTo).isDirectoryContaining("glob:**/*.so");
        }
    }

    @Test
    void B13_where_the_host_points_at_a_library_the_driver_looks_for_it() throws Exception {
        String nowhere = folder.resolve("nowhere").toString();
        try (OtherJvm other = startedWith("-Dorg.sqlite.tmpdir=" + unpackedTo, "-Dorg.sqlite.lib.path=" + nowhere)) {
            assertThat(unpackedTo).isDirectoryContaining("glob:**/*.so");
        }
    }
}
