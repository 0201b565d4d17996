package io.headwater.models.download;

import static io.headwater.models.ModelServer.bytes;
import static io.headwater.models.ModelServer.sha256;
import static io.headwater.models.download.Downloads.file;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.JobError;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobState;
import io.headwater.models.ModelServer;
import io.headwater.models.disk.Call;
import io.headwater.models.disk.FaultyDisk;
import io.headwater.models.disk.Operation;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultsTest {
    private static final byte[] CONTENT = bytes(600_000);
    private static final int HALF = 300_000;

    @TempDir
    private Path folder;

    private final ModelServer server = ModelServer.with(CONTENT);
    private final ModelServer mirror = ModelServer.with(CONTENT);
    private Downloads downloads;

    @AfterEach
    void close() {
        if (downloads != null) {
            downloads.close();
        }
        server.close();
        mirror.close();
    }

    @Nested
    class What_may_get_better {
        @ParameterizedTest
        @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504})
        void S13_M5_is_tried_again_by_itself(int status) {
            server.refusesOnceWith(status);
            JobHandle<LocalFile> job = started(file(server.location()));

            rest(job, "answered %d; trying again in 2 s (1 of 3)".formatted(status), 3);

            assertThat(downloads.resultOf(job).bytes()).isEqualTo(CONTENT.length);
        }

        @Test
        void S13_M5_is_given_up_after_three_times() {
            for (int time = 0; time < 4; time++) {
                server.refusesOnceWith(503);
            }
            JobHandle<LocalFile> job = started(file(server.location()));
            rest(job, "(1 of 3)", 3);
            rest(job, "(2 of 3)", 5);
            rest(job, "(3 of 3)", 10);

            JobError error = downloads.failureOf(job);

            assertThat(error.code().name()).isEqualTo("UNAVAILABLE");
            assertThat(error.retryable()).isTrue();
            assertThat(server.requests()).hasSize(4);
        }

        @Test
        void N08_M5_bytes_that_arrived_restore_its_patience() {
            for (int place = 100_000; place <= 500_000; place += 100_000) {
                server.dropsConnectionAt(place);
            }
            JobHandle<LocalFile> job = started(file(server.location()));
            for (int time = 1; time <= 5; time++) {
                rest(job, "after %d00 kB of 600 kB; trying again in 2 s (1 of 3)".formatted(time), 3);
            }

            downloads.resultOf(job);

            assertThat(server.sent()).isEqualTo(CONTENT.length);
        }

        @Test
        void N09_M5_a_source_that_stands_still_is_asked_anew_for_the_rest() {
            server.holdsAt(HALF);
            JobHandle<LocalFile> job = startedAlone(file(server.location()));
            untilHalfIsOnDisk();

            downloads.untilSilenceEndsIn("it to go away from the source", () -> server.left() > 0);
            rest(job, "has sent nothing for 30 seconds; trying again in 2 s", 3);

            downloads.resultOf(job);
            assertThat(server.requests()).containsExactly("GET", "GET bytes=300000-");
        }

        /** The clock on the wall has gone on while the machine slept; what time it took, and whether it is over, says another. */
        @Test
        void N15_after_a_sleep_a_connection_that_died_is_noticed_and_the_sleep_was_no_work() {
            server.holdsAt(HALF);
            JobHandle<LocalFile> job = startedAlone(file(server.location()));
            untilHalfIsOnDisk();
            downloads.engine().time().jumpWallClock(Duration.ofHours(2));

            downloads.untilSilenceEndsIn("it to go away from the source", () -> server.left() > 0);
            rest(job, "has sent nothing for 30 seconds; trying again in 2 s", 3);

            downloads.resultOf(job);
            assertThat(server.requests()).containsExactly("GET", "GET bytes=300000-");
            assertThat(downloads.engine().view(job.id()).progress().elapsed()).isLessThan(Duration.ofMinutes(5));
        }

        @Test
        void N03_M5_nobody_there_may_be_somebody_later() throws IOException {
            JobHandle<LocalFile> job = started(file(nowhere()));
            rest(job, "trying again in 2 s (1 of 3)", 3);
            rest(job, "(2 of 3)", 5);
            rest(job, "(3 of 3)", 10);

            assertThat(downloads.failureOf(job).code().name()).isEqualTo("CONNECT");
        }

        @Test
        void N01_M5_nor_is_a_name_that_nobody_knows_given_up_at_once() {
            JobHandle<LocalFile> job = started(file(URI.create("http://nobody.invalid/tiny.bin")));
            rest(job, "The host nobody.invalid was not found; trying again in 2 s (1 of 3)", 3);
            rest(job, "(2 of 3)", 5);
            rest(job, "(3 of 3)", 10);

            assertThat(downloads.failureOf(job).code().name()).isEqualTo("DNS");
        }
    }

    @Nested
    class A_host_that_wants_to_be_left_alone {
        @Test
        void S12_is_left_alone_by_all_downloads_and_that_costs_no_patience() {
            server.answersOnceWith(429, "Retry-After", "60");
            JobHandle<LocalFile> first = started(file(server.location()));
            downloads.untilItSays(first, "answered 429; trying again in 60 s");
            JobHandle<LocalFile> second = downloads.start(new RemoteFile("other.bin", server.location(), null));
            downloads.engine().until(second.id(), JobState.RUNNING);

            downloads.advance(Duration.ofSeconds(59));
            assertThat(server.requests()).hasSize(1);
            downloads.advance(Duration.ofSeconds(2));

            downloads.resultOf(first);
            downloads.untilWithTime(
                    "the second to be let in too",
                    () -> folder.resolve("other.bin").toFile().exists());
            downloads.resultOf(second);
            assertThat(downloads.log(first)).singleElement().asString().doesNotContain("of 3");
        }

        @Test
        void S13_M5_because_it_is_in_trouble_is_given_up_like_any_other_and_its_mirror_is_asked() {
            for (int time = 0; time < 4; time++) {
                server.answersOnceWith(503, "Retry-After", "7");
            }
            JobHandle<LocalFile> job =
                    started(new RemoteFile("tiny.bin", List.of(server.location(), mirror.location()), null, null));
            // Not a moment longer than it wants: what passes after its next answer is no part of the next rest.
            rest(job, "answered 503; trying again in 7 s (1 of 3)", 7);
            rest(job, "answered 503; trying again in 7 s (2 of 3)", 7);
            rest(job, "(3 of 3)", 10);

            downloads.resultOf(job);
            assertThat(server.requests()).hasSize(4);
            assertThat(downloads.log(job)).last().asString().endsWith("answered 503; taking the next source");
        }

        @Test
        void S12_is_so_although_whoever_hears_its_first_answer_refuses_it() {
            server.answersOnceWith(429, "Retry-After", "60");
            FetchOptions options = FetchOptions.defaults().withFirstAnswers((status, header) -> {
                if (status == 429) {
                    throw new JobException.Network(DownloadErrors.RATE_LIMITED, "too often", null, null);
                }
            });
            downloads = new Downloads(folder, setup -> setup, options);
            JobHandle<LocalFile> job = downloads.start(file(server.location()));

            rest(job, "too often; trying again in 60 s", 61);
            downloads.resultOf(job);
        }
    }

    @Nested
    class What_cannot_get_better {
        @ParameterizedTest
        @CsvSource({"401, AUTH_REQUIRED", "403, AUTH_REQUIRED", "404, NOT_FOUND", "410, NOT_FOUND", "418, PROTOCOL"})
        void S14_S16_M5_fails_at_once(int status, String code) {
            server.refusesOnceWith(status);

            assertThat(failure(file(server.location())).code().name()).isEqualTo(code);
            assertThat(server.requests()).hasSize(1);
        }

        @Test
        void N13_a_page_to_log_in_is_no_model() {
            server.sendsAPageOnce();

            JobError error = failure(file(server.location()));

            assertThat(error.code().name()).isEqualTo("PROTOCOL");
            assertThat(error.message()).contains("sent a web page instead of tiny.bin");
            assertThat(folder).isEmptyDirectory();
        }

        @Test
        void S03_a_file_of_another_length_than_the_declared_one_is_another_file() {
            var declared = new RemoteFile("tiny.bin", List.of(server.location()), 7L, null);

            JobHandle<LocalFile> job = started(declared);
            rest(job, "(1 of 3)", 3);
            rest(job, "(2 of 3)", 5);
            rest(job, "(3 of 3)", 10);

            assertThat(downloads.failureOf(job).code().name()).isEqualTo("REMOTE_CHANGED");
            assertThat(folder).isEmptyDirectory();
        }

        @Test
        void S08_X26_a_body_without_end_ends_at_the_largest_file() {
            server.hidesTheLength();
            downloads = new Downloads(folder, setup -> setup.largestFile(HALF));

            JobError error = downloads.failureOf(file(server.location()));

            assertThat(error.code().name()).isEqualTo("TOO_LARGE");
            assertThat(error.message()).isEqualTo("127.0.0.1 has more than 300 kB for tiny.bin");
        }

        @Test
        void S09_a_body_that_is_longer_than_declared_is_not_stored() {
            server.hidesTheLength();
            var declared = new RemoteFile("tiny.bin", List.of(server.location()), (long) HALF, null);

            assertThat(failure(declared).code().name()).isEqualTo("PROTOCOL");
            assertThat(folder.resolve("tiny.bin")).doesNotExist();
        }
    }

    @Nested
    class An_empty_file {
        @Test
        void needs_no_request() {
            Digest nothing = Digest.gitSha1("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");

            LocalFile file = got(new RemoteFile("empty.txt", List.of(mirror.location()), 0L, nothing));

            assertThat(file.digest()).isEqualTo(nothing);
            assertThat(file.path()).isEmptyFile();
            assertThat(mirror.requests()).isEmpty();
        }
    }

    @Nested
    class A_file_of_git {
        @Test
        void M2_is_known_by_its_length_and_its_bytes() {
            server.changesTo("Hello, World!".getBytes(StandardCharsets.UTF_8));
            Digest digest = Digest.gitSha1("b45ef6fec89518d314f546fd6c3025367b721684");

            assertThat(got(new RemoteFile("hello.txt", server.location(), digest))
                            .digest())
                    .isEqualTo(digest);
        }

        @Test
        void M2_even_when_nobody_tells_its_length() {
            server.changesTo("Hello, World!".getBytes(StandardCharsets.UTF_8));
            server.hidesTheLength();
            Digest digest = Digest.gitSha1("b45ef6fec89518d314f546fd6c3025367b721684");

            assertThat(got(new RemoteFile("hello.txt", server.location(), digest))
                            .digest())
                    .isEqualTo(digest);
        }
    }

    @Nested
    class When_there_are_mirrors {
        private final RemoteFile file = new RemoteFile(
                "tiny.bin",
                List.of(server.location(), mirror.location()),
                (long) CONTENT.length,
                Digest.sha256(sha256(CONTENT)));

        @Test
        void the_next_one_is_asked_when_the_first_has_not_got_it() {
            server.refusesOnceWith(404);

            got(file);

            assertThat(mirror.requests()).containsExactly("GET");
        }

        @Test
        void M3_it_goes_on_where_the_first_one_broke_off() {
            server.dropsConnectionAt(HALF);
            server.refusesOnceWith(404);
            JobHandle<LocalFile> job = started(file);
            rest(job, "(1 of 3)", 3);

            downloads.resultOf(job);

            assertThat(mirror.requests()).containsExactly("GET bytes=300000-");
            assertThat(mirror.said("If-Range")).containsExactly("");
            assertThat(folder.resolve("tiny.bin")).hasBinaryContent(CONTENT);
        }

        @Test
        void S24_S28_one_that_has_other_bytes_is_left_after_a_second_chance() {
            server.changesTo(bytesOf(1));

            LocalFile whole = got(file);

            assertThat(whole.digest()).isEqualTo(file.digest());
            assertThat(server.requests()).containsExactly("GET", "GET");
        }

        @Test
        void S28_one_that_had_other_bytes_is_asked_after_the_others_from_then_on() throws IOException {
            server.changesTo(bytesOf(1));
            got(file);
            Files.delete(folder.resolve("tiny.bin"));

            downloads.get(file);

            assertThat(server.requests()).containsExactly("GET", "GET");
            assertThat(mirror.requests()).containsExactly("GET", "GET");
        }

        @Test
        void S28_where_the_others_have_not_got_it_any_more_it_has_another_chance_and_is_trusted_again()
                throws IOException {
            server.changesTo(bytesOf(1));
            got(file);
            server.changesTo(CONTENT);
            mirror.refusesOnceWith(404);
            for (int time = 0; time < 2; time++) {
                Files.delete(folder.resolve("tiny.bin"));
                downloads.get(file);
            }

            assertThat(server.requests()).containsExactly("GET", "GET", "GET", "GET");
            assertThat(mirror.requests()).containsExactly("GET", "GET");
        }

        private static byte[] bytesOf(int first) {
            byte[] other = CONTENT.clone();
            other[0] += (byte) first;
            return other;
        }
    }

    @Nested
    class A_limit {
        @Test
        void N16_M5_lets_the_bytes_wait_and_is_no_silence() {
            RateLimit limit = RateLimit.of(1_000);
            downloads = new Downloads(folder, setup -> setup.rateLimit(limit));
            JobHandle<LocalFile> job = downloads.start(file(server.location()));
            for (int quarter = 0; quarter < 4 * 90; quarter++) {
                downloads.until("bytes to wait", limit::holdsBack);
                downloads.advance(Duration.ofMillis(250));
            }

            assertThat(downloads.log(job)).isEmpty();
            assertThat(folder.resolve("tiny.bin")).doesNotExist();

            limit.lift();
            downloads.untilWithTime(
                    "the rest to be let in",
                    () -> folder.resolve("tiny.bin").toFile().exists());
            downloads.resultOf(job);
            assertThat(downloads.log(job)).isEmpty();
        }

        @Test
        void M4_that_is_set_in_the_middle_of_a_write_holds_for_the_next_one() {
            byte[] large = bytes(32_000_000);
            server.changesTo(large);
            RateLimit limit = RateLimit.none();
            FaultyDisk disk = FaultyDisk.over(folder);
            disk.suffers(call -> {
                if (isOfBytes(call)) {
                    limit.set(1);
                }
            });
            downloads = new Downloads(disk.root(), setup -> setup.rateLimit(limit));

            downloads.start(new RemoteFile("tiny.bin", server.location(), Digest.sha256(sha256(large))));
            downloads.until("bytes to wait", limit::holdsBack);

            assertThat(disk.calls().stream().filter(A_limit::isOfBytes)).hasSize(1);
        }

        private static boolean isOfBytes(Call call) {
            return call.operation() == Operation.WRITE && call.isOfPartial();
        }
    }

    private JobHandle<LocalFile> started(RemoteFile file) {
        downloads = new Downloads(folder, setup -> setup);
        return downloads.start(file);
    }

    /** With one connection only: another one, which comes as time passes, would do without a word what the first one did not. */
    private JobHandle<LocalFile> startedAlone(RemoteFile file) {
        downloads = new Downloads(folder, setup -> setup.connections(1));
        return downloads.start(file);
    }

    private LocalFile got(RemoteFile file) {
        JobHandle<LocalFile> job = started(file);
        return downloads.resultOf(job);
    }

    private JobError failure(RemoteFile file) {
        JobHandle<LocalFile> job = started(file);
        return downloads.failureOf(job);
    }

    /** Waits until it says so, and then lets it rest. */
    private void rest(JobHandle<LocalFile> job, String words, int seconds) {
        downloads.untilItSays(job, words);
        downloads.advance(Duration.ofSeconds(seconds));
    }

    private void untilHalfIsOnDisk() {
        downloads.until("half of it to be on disk", () -> ModelServer.partialIn(folder) == HALF);
    }

    private static URI nowhere() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return URI.create("http://127.0.0.1:%d/tiny.bin".formatted(socket.getLocalPort()));
        }
    }
}
