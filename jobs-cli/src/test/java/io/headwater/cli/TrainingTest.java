package io.headwater.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTest {
    @TempDir
    private Path folder;

    @TempDir
    private Path elsewhere;

    @Test
    void it_goes_all_the_way_and_leaves_nothing_outside_its_folder() throws IOException, InterruptedException {
        try (Command command = Command.startMain(elsewhere, Training.class, folder.toString())) {
            assertThat(command.end()).as("%s", command.error()).isZero();
        }
        assertThat(folder.resolve("here/model.bin")).hasSize(3 * 1024 * 1024);
        assertThat(elsewhere.resolve("home")).doesNotExist();
        assertThat(elsewhere.resolve("cache")).doesNotExist();
        assertThat(Files.exists(folder.resolve("jobs.db"))).isTrue();
    }
}
