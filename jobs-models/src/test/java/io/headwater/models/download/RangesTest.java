package io.headwater.models.download;

import static io.headwater.models.ModelServer.bytes;
import static io.headwater.models.ModelServer.sha256;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobState;
import io.headwater.models.ModelServer;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.hub.Content;
import io.headwater.testkit.hub.Hold;
import io.headwater.testkit.hub.HubLookAlike;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RangesTest {
    private static final int MEBIBYTE = 1024 * 1024;
    private static final byte[] CONTENT = bytes(48 * MEBIBYTE);
    private static final Digest DIGEST = Digest.sha256(sha256(CONTENT));

    @TempDir
    private Path folder;

    private final ModelServer server = ModelServer.with(CONTENT);
    private final RemoteFile file = new RemoteFile("tiny.bin", server.location(), DIGEST);

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
        assertArrived(CONTENT);
        assertThat(server.requests()).startsWith("GET", "GET bytes=%d-".formatted(shared()));
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
        assertArrived(CONTENT);
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void S01_a_source_that_gives_no_parts_and_tells_too_late_is_not_asked_for_any_again() {
        try (var hub = HubLookAlike.start();
                var downloads = downloads(setup -> setup)) {
            Content content = Content.generated(1, 48 * MEBIBYTE);
            URI location = hub.file("/whole.bin", content).withoutRanges().url();
            Hold first = hub.when("/whole.bin").stallsAfter(4 * MEBIBYTE);
            List<Hold> helpers = List.of(
                    hub.when("/whole.bin").staysSilent(), hub.when("/whole.bin").staysSilent());
            Hold again = hub.when("/whole.bin").stallsAfter(4 * MEBIBYTE);
            JobHandle<LocalFile> job = downloads.start(new RemoteFile("tiny.bin", location, null));
            untilItHas(downloads, 4);
            downloads.untilWithTime(
                    "somebody to help", () -> hub.records().all().size() == 2);
            first.release();
            downloads.until(
                    "the first to help the second", () -> hub.records().all().size() == 3);
            helpers.forEach(Hold::release);
            TestEngine.done(again.reached());
            untilItHas(downloads, 4);
            for (int quarter = 0; quarter < 40; quarter++) {
                downloads.advance(Duration.ofMillis(250));
            }
            again.release();

            downloads.resultOf(job);
            assertThat(downloads.log(job)).containsExactly("tiny.bin starts over: its source sends it only as a whole");
            assertThat(hub.records().all()).hasSize(4);
            assertArrived(content.bytes());
        }
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
        assertArrived(CONTENT);
    }

    @Test
    void M3_what_two_connections_have_brought_is_not_fetched_again_after_a_pause() {
        ModelServer.Hold hold = server.holdsEachAnswerAfter(4 * MEBIBYTE);
        try (var downloads = downloads(setup -> setup.connections(2))) {
            JobHandle<LocalFile> job = downloads.start(file);
            untilItHas(downloads, 4);
            untilAsked(downloads, 2);
            // The second one stands behind a hole; how far it came, the length of the partial file tells.
            int second = shared() + 4 * MEBIBYTE;
            downloads.until("both to stand still", () -> ModelServer.partialIn(folder) == second);

            TestEngine.done(job.pause());
            downloads.engine().until(job.id(), JobState.PAUSED);
            hold.release();
            TestEngine.done(job.resume());
            downloads.resultOf(job);
        }
        assertArrived(CONTENT);
        assertThat(server.requests())
                .containsExactly(
                        "GET",
                        "GET bytes=%d-".formatted(shared()),
                        "GET bytes=%d-%d".formatted(4 * MEBIBYTE, shared() - 1),
                        "GET bytes=%d-".formatted(shared() + 4 * MEBIBYTE));
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
            assertArrived(noticed ? other : CONTENT);
        }
    }

    /** Not byte by byte, as assertions compare files: with this many, that was most of the work of these tests. */
    private void assertArrived(byte[] content) {
        try {
            assertThat(Arrays.equals(Files.readAllBytes(folder.resolve("tiny.bin")), content))
                    .isTrue();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private Downloads downloads(UnaryOperator<FileDownload.Builder> setup) {
        return new Downloads(folder, setup);
    }

    private void untilItHas(Downloads downloads, int mebibytes) {
        downloads.until(mebibytes + " MiB", () -> ModelServer.partialIn(folder) == (long) mebibytes * MEBIBYTE);
    }

    /**
     * Where the second one began: in the middle of what was still missing. Of the first one's four mebibytes the last piece may
     * have been written and not yet counted then.
     */
    private int shared() {
        String range = server.requests().get(1).replaceAll("GET bytes=(\\d+)-", "$1");
        assertThat(Integer.parseInt(range)).isBetween(25 * MEBIBYTE, 26 * MEBIBYTE);
        return Integer.parseInt(range);
    }

    /** Time passes, a little at a time, until somebody finds that it is the source that is slow. */
    private void untilAsked(Downloads downloads, int requests) {
        downloads.untilWithTime(requests + " requests", () -> server.requests().size() >= requests);
    }
}
