package io.headwater.core.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryTest {
    @Test
    @EnabledOnOs(OS.LINUX)
    void B13_is_unpacked_where_nobody_else_can_put_another(@TempDir Path parent) throws Exception {
        Path folder = NativeLibrary.privateFolder(parent);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        assertThat(NativeLibrary.privateFolder(parent)).isNotEqualTo(folder);
    }

    @Test
    void B13_what_the_host_said_of_files_of_the_driver_stands_when_it_is_loaded() {
        NativeLibrary.load();
        assertThat(System.getProperties())
                .doesNotContainKeys("org.sqlite.tmpdir", "org.sqlite.lib.path", "org.sqlite.lib.name");
    }
}
