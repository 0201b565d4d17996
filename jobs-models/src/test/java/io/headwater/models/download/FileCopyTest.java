package io.headwater.models.download;

import static io.headwater.models.ModelServer.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.JobException;
import io.headwater.jobs.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.test.StepVerifier;

class FileCopyTest {
    private static final int SIZE = 1_000_000;

    @TempDir
    private Path folder;

    private Path source;
    private Path target;

    @BeforeEach
    void write() throws IOException {
        source = Files.write(folder.resolve("source.bin"), bytes(SIZE));
        target = folder.resolve("target/model.bin");
    }

    @Test
    void M1_is_what_its_source_is() {
        StepVerifier.create(FileCopy.of(source, target, null, Hands.free(), progress -> {}))
                .expectNextMatches(copy -> copy.bytes() == SIZE)
                .verifyComplete();

        assertThat(target).hasBinaryContent(bytes(SIZE));
    }

    @Test
    void M10_of_a_source_that_becomes_shorter_meanwhile_fails_and_leaves_nothing() {
        StepVerifier.create(FileCopy.of(source, target, null, Hands.free(), cutting(SIZE / 2)))
                .verifyErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(JobException.Storage.class)
                        .hasMessageContaining("source.bin became shorter while it was copied"));

        assertThat(target.getParent()).isEmptyDirectory();
    }

    /** When the first of it has been copied. */
    private Consumer<Progress> cutting(int length) {
        return progress -> {
            try (var channel = FileChannel.open(source, StandardOpenOption.WRITE)) {
                channel.truncate(length);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        };
    }
}
