package io.headwater.models.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.ErrorCode;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OutputDiskTest {
    private static final long MUCH = 1L << 40;

    @Test
    void a_full_disk_is_known_by_its_room_whatever_language_the_system_speaks() {
        assertThat(OutputDisk.isFull(new IOException("Auf dem Gerät ist kein Speicherplatz mehr"), 0))
                .isTrue();
        assertThat(OutputDisk.isFull(new IOException("No space left on device"), MUCH))
                .isTrue();
        assertThat(OutputDisk.isFull(new IOException("Input/output error"), MUCH))
                .isFalse();
        assertThat(OutputDisk.isFull(new NoSuchFileException("talk.wav"), 0)).isFalse();
    }

    @Test
    void what_is_read_only_is_no_fault_of_a_disk_that_is_not_there() {
        var failure = new FileSystemException("/mnt/.a.png", null, "Read-only file system");

        assertThat(OutputDisk.failure(failure, Path.of("/mnt/a.png")).code()).isEqualTo(ErrorCode.READ_ONLY);
    }
}
