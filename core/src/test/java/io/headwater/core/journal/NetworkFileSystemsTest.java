package io.headwater.core.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkFileSystemsTest {
    @ParameterizedTest
    @ValueSource(strings = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "lustre", "fuse.sshfs", "fuse.rclone", "NFS"})
    void B06_those_of_other_machines_are_told(String type) {
        assertThat(NetworkFileSystems.include(type)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ext4",
                "xfs",
                "btrfs",
                "zfs",
                "tmpfs",
                "overlay",
                "apfs",
                "hfs",
                "NTFS",
                "fuseblk",
                "fuse.mergerfs"
            })
    void B06_from_those_of_this_one(String type) {
        assertThat(NetworkFileSystems.include(type)).isFalse();
    }

    @Test
    void B06_a_real_one_has_its_type_told(@TempDir Path folder) throws IOException {
        assertThat(Files.getFileStore(folder).type()).isNotBlank();
    }
}
