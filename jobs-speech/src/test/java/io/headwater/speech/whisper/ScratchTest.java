package io.headwater.speech.whisper;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchTest {
    @TempDir
    private Path folder;

    /** As a worker leaves it that is killed while it unpacks the native library. */
    @Test
    void a_folder_goes_with_all_that_is_in_it() throws IOException {
        Path scratch = Files.createDirectories(folder.resolve("scratch/inner"));
        Files.writeString(scratch.resolve("libwhisper.so.1"), "half");

        Scratch.delete(folder.resolve("scratch"));
        Scratch.delete(folder.resolve("scratch"));

        assertThat(folder).isEmptyDirectory();
    }
}
