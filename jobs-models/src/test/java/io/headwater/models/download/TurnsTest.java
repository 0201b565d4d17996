package io.headwater.models.download;

import static io.headwater.jobs.JobState.CANCELLED;
import static io.headwater.jobs.JobState.COMPLETED;
import static io.headwater.jobs.JobState.PAUSED;
import static io.headwater.models.ModelServer.bytes;
import static io.headwater.models.ModelServer.sha256;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobState;
import io.headwater.jobs.Progress;
import io.headwater.models.ModelServer;
import io.headwater.testkit.TestEngine;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two jobs want one file, and the first of them has come half-way. */
class TurnsTest {
    private static final byte[] CONTENT = bytes(3_000_000);
    private static final int HALF = CONTENT.length / 2;

    @TempDir
    private Path folder;

    private final ModelServer server = ModelServer.with(CONTENT);
    private Downloads downloads;
    private ModelServer.Hold hold;
    private JobHandle<LocalFile> first;
    private JobHandle<LocalFile> second;

    @BeforeEach
    void begin() {
        downloads = new Downloads(folder, setup -> setup.connections(1));
        hold = server.holdsAt(HALF);
        first = downloads.start(file());
        untilItHeardOfHalf(first);
        second = downloads.start(file());
        untilItHeardOfHalf(second);
    }

    @AfterEach
    void close() {
        downloads.close();
        server.close();
    }

    @Test
    void M8_the_second_takes_what_the_first_brings() {
        hold.release();

        assertThat(downloads.resultOf(second)).isEqualTo(downloads.resultOf(first));
        assertThat(server.requests()).containsExactly("GET");
    }

    @Test
    void M8_M10_the_second_goes_on_where_the_first_was_cancelled() {
        TestEngine.done(first.cancel());
        until(first, CANCELLED);

        downloads.resultOf(second);
        isWhole();
    }

    @Test
    void M8_M10_where_the_first_was_paused_the_second_goes_on() {
        TestEngine.done(first.pause());
        until(first, PAUSED);
        until(second, COMPLETED);
        isWhole();
    }

    @Test
    void M8_who_waits_stops_at_once_and_the_first_does_not_notice() {
        TestEngine.done(second.pause());
        until(second, PAUSED);
        assertThat(TestEngine.now(first.state())).isEqualTo(JobState.RUNNING);
        TestEngine.done(second.cancel());
        until(second, CANCELLED);

        hold.release();
        downloads.resultOf(first);
        assertThat(server.requests()).containsExactly("GET");
    }

    private void isWhole() {
        assertThat(folder.resolve("tiny.bin")).hasBinaryContent(CONTENT);
        assertThat(folder).isDirectoryNotContaining("glob:**incomplete");
        assertThat(server.requests()).containsExactly("GET", "GET bytes=" + HALF + "-");
        assertThat(server.sent()).isEqualTo(CONTENT.length);
    }

    private void until(JobHandle<LocalFile> job, JobState state) {
        downloads.engine().until(job.id(), state);
    }

    private void untilItHeardOfHalf(JobHandle<LocalFile> job) {
        downloads.until("half of it to be here", () -> {
            // How far a job is, is told in turns that take time.
            downloads.engine().advance(Duration.ofMillis(250));
            Progress progress = downloads.engine().view(job.id()).progress();
            return progress != null && progress.done() == HALF;
        });
    }

    private RemoteFile file() {
        return new RemoteFile("tiny.bin", server.location(), Digest.sha256(sha256(CONTENT)));
    }
}
