package io.headwater.models.download;

import static io.headwater.models.ModelServer.bytes;
import static io.headwater.models.ModelServer.sha256;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobState;
import io.headwater.models.ModelServer;
import io.headwater.testkit.TestEngine;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RangesTest {
    private static final int MEBIBYTE = 1024 * 1024;
    private static final byte[] CONTENT = bytes(48 * MEBIBYTE);

    @TempDir
    private Path folder;

    private final ModelServer server = ModelServer.with(CONTENT);
    private final RemoteFile file = new RemoteFile("tiny.bin", server.location(), Digest.sha256(sha256(CONTENT)));

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void M4_a_source_that_is_fast_gets_one_connection() {
        try (var downloads = downloads(setup -> setup)) {
            downloads.get(file);
        }
        assertThat(server.requests()).containsExactly("GET");
    }

    @Test
    void M4_a_source_that_lets_us_wait_gets_more_each_with_a_part_of_the_file() {
        ModelServer.Hold hold = server.holdsEachAnswerAfter(4 * MEBIBYTE);
        try (var downloads = downloads(setup -> setup.connections(2))) {
            JobHandle<LocalFile> job = downloads.start(file);
            untilItHas(downloads, 4);
            untilAsked(downloads, 2);
            hold.release();

            downloads.resultOf(job);
        }
        assertThat(folder.resolve("tiny.bin")).hasBinaryContent(CONTENT);
        assertThat(server.requests()).startsWith("GET", "GET bytes=%d-".formatted(26 * MEBIBYTE));
        assertThat(folder).isDirectoryNotContaining("glob:**incomplete");
    }

    @Test
    void S01_M4_a_source_that_gives_no_parts_keeps_its_one_connection() {
        server.ignoresRanges();
        ModelServer.Hold hold = server.holdsEachAnswerAfter(4 * MEBIBYTE);
        try (var downloads = downloads(setup -> setup)) {
            JobHandle<LocalFile> job = downloads.start(file);
            untilItHas(downloads, 4);
            untilAsked(downloads, 2);
            // What was to be shared comes back to the first one before it can miss it.
            downloads.until("the second one to have left", () -> server.left() == 1);
            hold.release();

            downloads.resultOf(job);
            assertThat(downloads.log(job)).isEmpty();
        }
        assertThat(folder.resolve("tiny.bin")).hasBinaryContent(CONTENT);
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void M4_a_connection_that_breaks_leaves_its_part_to_the_others() {
        ModelServer.Hold hold = server.holdsEachAnswerAfter(4 * MEBIBYTE);
        try (var downloads = downloads(setup -> setup.connections(2))) {
            JobHandle<LocalFile> job = downloads.start(file);
            untilItHas(downloads, 4);
            server.refusesOnceWith(503);
            untilAsked(downloads, 2);
            hold.release();

            downloads.resultOf(job);
            assertThat(downloads.log(job)).isEmpty();
        }
        assertThat(folder.resolve("tiny.bin")).hasBinaryContent(CONTENT);
    }

    @Test
    void M3_what_two_connections_have_brought_is_not_fetched_again_after_a_pause() {
        ModelServer.Hold hold = server.holdsEachAnswerAfter(4 * MEBIBYTE);
        try (var downloads = downloads(setup -> setup.connections(2))) {
            JobHandle<LocalFile> job = downloads.start(file);
            untilItHas(downloads, 4);
            untilAsked(downloads, 2);
            // The second one stands behind a hole; how far it came, the length of the partial file tells.
            downloads.until("both to stand still", () -> ModelServer.partialIn(folder) == 30L * MEBIBYTE);

            TestEngine.done(job.pause());
            downloads.engine().until(job.id(), JobState.PAUSED);
            hold.release();
            TestEngine.done(job.resume());
            downloads.resultOf(job);
        }
        assertThat(folder.resolve("tiny.bin")).hasBinaryContent(CONTENT);
        assertThat(server.requests())
                .containsExactly(
                        "GET",
                        "GET bytes=%d-".formatted(26 * MEBIBYTE),
                        "GET bytes=%d-%d".formatted(4 * MEBIBYTE, 26 * MEBIBYTE - 1),
                        "GET bytes=%d-".formatted(30 * MEBIBYTE));
    }

    @Test
    void S06_a_file_that_changes_between_two_parts_begins_anew_and_is_never_mixed() {
        ModelServer.Hold hold = server.holdsEachAnswerAfter(4 * MEBIBYTE);
        byte[] other = bytes(48 * MEBIBYTE - 1);
        try (var downloads = downloads(setup -> setup.connections(2))) {
            JobHandle<LocalFile> job = downloads.start(new RemoteFile("tiny.bin", server.location(), null));
            untilItHas(downloads, 4);
            server.changesTo(other);
            hold.release();
            downloads.untilWithTime(
                    "another connection to find out, or the first to end",
                    () -> server.requests().size() > 1 || downloads.engine().state(job.id()) == JobState.COMPLETED);
            downloads.resultOf(job);

            boolean noticed = !downloads.log(job).isEmpty();
            assertThat(folder.resolve("tiny.bin")).hasBinaryContent(noticed ? other : CONTENT);
        }
    }

    private Downloads downloads(UnaryOperator<FileDownload.Builder> setup) {
        return new Downloads(folder, setup);
    }

    private void untilItHas(Downloads downloads, int mebibytes) {
        downloads.until(mebibytes + " MiB", () -> ModelServer.partialIn(folder) == (long) mebibytes * MEBIBYTE);
    }

    /** Time passes, a little at a time, until somebody finds that it is the source that is slow. */
    private void untilAsked(Downloads downloads, int requests) {
        downloads.untilWithTime(requests + " requests", () -> server.requests().size() >= requests);
    }
}
