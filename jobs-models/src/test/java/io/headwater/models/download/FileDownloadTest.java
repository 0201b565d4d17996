package io.headwater.models.download;

import static io.headwater.jobs.JobState.CANCELLED;
import static io.headwater.jobs.JobState.COMPLETED;
import static io.headwater.jobs.JobState.FAILED;
import static io.headwater.jobs.JobState.PAUSED;
import static io.headwater.jobs.JobState.RUNNING;
import static io.headwater.models.ModelServer.bytes;
import static io.headwater.models.ModelServer.sha256;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.Job;
import io.headwater.jobs.JobContext;
import io.headwater.jobs.JobError;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobType;
import io.headwater.jobs.Progress;
import io.headwater.models.ModelServer;
import io.headwater.models.StillTime;
import io.headwater.testkit.TestEngine;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class FileDownloadTest {
    private static final byte[] CONTENT = bytes(3_000_000);
    private static final int HALF = 1_500_000;

    @JobType(name = "test.fetch")
    record Fetch(RemoteFile file, Path target) implements Job<LocalFile> {}

    @TempDir
    private Path folder;

    private final StillTime time = new StillTime();

    /** Each failure ends the job, so that it can be looked at. */
    private final FileDownload download = FileDownload.builder(Network.builder()
                    .allowPrivate(location -> true)
                    .scheduler(time)
                    .build())
            .retries(0)
            // Another one, which comes as time passes, would do without a word what the first one did not.
            .connections(1)
            .largestFile(Long.MAX_VALUE)
            .build();

    private final ModelServer server = ModelServer.with(CONTENT);
    private final TestEngine engine = engineWith(download).start();

    @AfterEach
    void close() {
        engine.close();
        server.close();
    }

    @Nested
    class When_nothing_goes_wrong {
        @Test
        void the_file_appears_with_its_bytes_and_nothing_else_is_left() {
            LocalFile file = TestEngine.now(fetch(verified()).result());

            assertThat(file).isEqualTo(new LocalFile(target(), CONTENT.length, Digest.sha256(sha256(CONTENT))));
            assertThat(target()).hasBinaryContent(CONTENT);
            assertThat(names()).containsExactly("tiny.bin");
            assertThat(server.requests()).containsExactly("GET");
        }

        @Test
        void progress_ends_at_all_bytes_of_all() {
            JobHandle<LocalFile> job = fetch(verified());
            engine.until(job.id(), COMPLETED);

            Progress last = Objects.requireNonNull(engine.view(job.id()).progress());
            assertThat(last.done()).isEqualTo(CONTENT.length);
            assertThat(last.total()).isEqualTo(CONTENT.length);
            assertThat(last.unit()).isEqualTo(Progress.Unit.BYTES);
            assertThat(last.phase()).isEqualTo("downloading");
            assertThat(last.item()).isEqualTo("tiny.bin");
        }

        @Test
        void a_file_of_unknown_length_arrives_too() {
            server.hidesTheLength();

            TestEngine.now(fetch(unverified()).result());

            assertThat(target()).hasBinaryContent(CONTENT);
        }

        @Test
        void an_empty_file_arrives_too() {
            server.changesTo(bytes(0));

            assertThat(TestEngine.now(fetch(unverified()).result()).bytes()).isZero();
            assertThat(target()).isEmptyFile();
        }

        @Test
        void a_damaged_file_at_the_target_is_replaced() throws IOException {
            Files.writeString(target(), "not a model");

            TestEngine.now(fetch(verified()).result());

            assertThat(target()).hasBinaryContent(CONTENT);
        }
    }

    @Nested
    class When_the_connection_breaks {
        @Test
        void the_failure_says_how_far_it_came_and_that_trying_again_helps() {
            server.dropsConnectionAt(HALF);

            JobError error = failureOf(fetch(verified()));

            assertThat(error.code().name()).isEqualTo("TRUNCATED");
            assertThat(error.message()).isEqualTo("The connection to 127.0.0.1 ended after 1.5 MB of 3.0 MB");
            assertThat(error.retryable()).isTrue();
            assertThat(target()).doesNotExist();
        }

        @Test
        void the_next_attempt_asks_for_the_rest_only() {
            server.dropsConnectionAt(HALF);
            JobHandle<LocalFile> job = fetch(verified());
            engine.until(job.id(), FAILED);

            retry(job);

            assertThat(target()).hasBinaryContent(CONTENT);
            assertThat(server.requests()).containsExactly("GET", "GET bytes=1500000-");
            assertThat(server.sent()).isEqualTo(CONTENT.length);
        }

        @Test
        void a_file_of_unknown_length_is_not_taken_for_whole() {
            server.hidesTheLength();
            server.dropsConnectionAt(HALF);

            assertThat(failureOf(fetch(unverified())).code().name()).isEqualTo("TRUNCATED");
            assertThat(target()).doesNotExist();
        }
    }

    @Nested
    class When_the_job_is_stopped {
        @Test
        void a_paused_one_has_closed_its_file_and_goes_on_where_it_stood() throws IOException {
            server.holdsAt(HALF);
            JobHandle<LocalFile> job = fetch(verified());
            untilOnDisk(HALF);

            TestEngine.done(job.pause());
            engine.until(job.id(), PAUSED);
            assertThat(openFilesIn(folder)).isEmpty();
            TestEngine.done(job.resume());
            engine.until(job.id(), COMPLETED);

            assertThat(target()).hasBinaryContent(CONTENT);
            assertThat(server.requests()).containsExactly("GET", "GET bytes=1500000-");
            assertThat(server.sent()).isEqualTo(CONTENT.length);
        }

        @Test
        void bytes_that_rot_meanwhile_are_fetched_again() throws IOException {
            server.holdsAt(HALF);
            JobHandle<LocalFile> job = fetch(unverified());
            untilOnDisk(HALF);
            TestEngine.done(job.pause());
            engine.until(job.id(), PAUSED);

            Path partial = folder.resolve(names().get(0));
            byte[] rotten = Files.readAllBytes(partial);
            rotten[HALF / 2]++;
            Files.write(partial, rotten);
            TestEngine.done(job.resume());
            engine.until(job.id(), COMPLETED);

            assertThat(target()).hasBinaryContent(CONTENT);
            assertThat(engine.log(job.id())).containsExactly("tiny.bin starts over: what was here has been damaged");
        }

        @Test
        void a_cancelled_one_keeps_its_bytes_for_a_retry() {
            server.holdsAt(HALF);
            JobHandle<LocalFile> job = fetch(verified());
            untilOnDisk(HALF);

            TestEngine.done(job.cancel());
            engine.until(job.id(), CANCELLED);
            retry(job);

            assertThat(server.sent()).isEqualTo(CONTENT.length);
        }

        @Test
        void one_that_waits_for_the_first_answer_is_stopped_too() {
            server.staysSilentOnce();
            JobHandle<LocalFile> job = fetch(verified());
            engine.until("the request to arrive", () -> !server.requests().isEmpty());

            TestEngine.done(job.cancel());

            engine.until(job.id(), CANCELLED);
            assertThat(names()).isEmpty();
        }
    }

    @Nested
    class When_the_engine_is_closed_in_the_middle {
        @Test
        void the_download_goes_on_with_the_next_one() {
            server.holdsAt(HALF);
            JobHandle<LocalFile> job = fetch(verified());
            untilOnDisk(HALF);

            engine.restart();
            engine.until(job.id(), COMPLETED);

            assertThat(target()).hasBinaryContent(CONTENT);
            assertThat(server.sent()).isEqualTo(CONTENT.length);
        }
    }

    @Nested
    class When_the_handler_is_run_again_after_each_checkpoint {
        @Test
        void no_more_is_asked_for_twice_than_lies_between_two_notes() {
            byte[] large = bytes(5 * PartialFile.NOTE_EVERY);
            server.changesTo(large);
            try (TestEngine restless = engineWith(download).forcedReentry().start()) {
                var file = new RemoteFile("tiny.bin", server.location(), Digest.sha256(sha256(large)));
                restless.until(restless.dispatch(new Fetch(file, target())).id(), COMPLETED);
            }

            assertThat(target()).hasBinaryContent(large);
            List<String> requests = server.requests();
            for (int entry = 1; entry < requests.size(); entry++) {
                assertThat(beginningOf(requests.get(entry))).isGreaterThanOrEqualTo(entry * PartialFile.NOTE_EVERY);
            }
            assertThat(requests).hasSizeGreaterThan(3);
        }
    }

    @Nested
    class When_the_disk_is_slower_than_the_source {
        /** What the buffers of both sides of the connection may hold, on generous systems. */
        private static final int BUFFERS = 64 * 1024 * 1024;

        @Test
        void the_source_has_to_wait() {
            server.changesTo(bytes(BUFFERS + BUFFERS / 4));
            Sinks.Empty<Void> diskReturns = Sinks.empty();
            try (TestEngine waiting = TestEngine.builder()
                    .handler(
                            Fetch.class,
                            (job, context) ->
                                    download.fetch(job.file(), job.target(), withDisk(diskReturns.asMono(), context)))
                    .start()) {
                JobHandle<LocalFile> job = waiting.dispatch(new Fetch(unverified(), target()));
                waiting.until("the source to send", () -> server.sent() > 0);

                assertThat(sentUntilQuiet()).isLessThan(BUFFERS);
                diskReturns.tryEmitEmpty().orThrow();
                waiting.until(job.id(), COMPLETED);
            }
            assertThat(server.sent()).isEqualTo(BUFFERS + BUFFERS / 4);
        }

        /** The engine's context, with a disk that does nothing for a while once the source has begun to send. */
        private JobContext withDisk(Mono<Void> returns, JobContext context) {
            return (JobContext) Proxy.newProxyInstance(
                    JobContext.class.getClassLoader(),
                    new Class<?>[] {JobContext.class},
                    (proxy, method, arguments) -> {
                        Object answer = method.invoke(context, arguments);
                        return method.getName().equals("blocking")
                                ? Mono.defer(() -> server.sent() == 0 ? Mono.empty() : returns)
                                        .then((Mono<?>) answer)
                                : answer;
                    });
        }

        private long sentUntilQuiet() {
            return Objects.requireNonNull(Flux.interval(Duration.ofMillis(100))
                            .map(tick -> server.sent())
                            .buffer(2, 1)
                            .filter(pair -> pair.get(0).equals(pair.get(1)))
                            .blockFirst())
                    .get(0);
        }
    }

    @Nested
    class When_the_file_at_the_source_changes_in_between {
        private final byte[] other = bytes(2_000_000);

        @Test
        void the_download_starts_over_and_says_so() {
            server.dropsConnectionAt(HALF);
            JobHandle<LocalFile> job = fetch(unverified());
            engine.until(job.id(), FAILED);

            server.changesTo(other);
            retry(job);

            assertThat(target()).hasBinaryContent(other);
            assertThat(engine.log(job.id())).contains("tiny.bin starts over: it has changed at its source");
        }
    }

    @Nested
    class When_the_source_cannot_continue {
        @Test
        void a_source_without_ranges_sends_all_again() {
            server.ignoresRanges();
            server.dropsConnectionAt(HALF);
            JobHandle<LocalFile> job = fetch(verified());
            engine.until(job.id(), FAILED);

            retry(job);

            assertThat(target()).hasBinaryContent(CONTENT);
            assertThat(engine.log(job.id())).contains("tiny.bin starts over: its source sends it only as a whole");
        }

        @Test
        void S07_without_versions_and_digest_nobody_knows_whether_two_halves_belong_together() {
            server.hidesItsVersion();
            server.dropsConnectionAt(HALF);
            JobHandle<LocalFile> job = fetch(unverified());
            engine.until(job.id(), FAILED);

            retry(job);

            assertThat(server.requests()).containsExactly("GET", "GET");
            assertThat(engine.log(job.id()))
                    .contains("tiny.bin starts over: its source does not tell one version from another");
        }

        @Test
        void S07_without_versions_the_digest_tells() {
            server.hidesItsVersion();
            server.dropsConnectionAt(HALF);
            JobHandle<LocalFile> job = fetch(verified());
            engine.until(job.id(), FAILED);

            retry(job);

            assertThat(target()).hasBinaryContent(CONTENT);
            assertThat(server.requests()).containsExactly("GET", "GET bytes=1500000-");
        }
    }

    @Nested
    class When_the_digest_is_wrong {
        @Test
        void one_damaged_answer_is_made_good_by_another() {
            server.garblesAnAnswer();

            TestEngine.now(fetch(verified()).result());

            assertThat(target()).hasBinaryContent(CONTENT);
            assertThat(server.requests()).containsExactly("GET", "GET");
        }

        @Test
        void the_second_damaged_answer_is_the_end_and_nothing_of_it_is_left() {
            String expected = sha256(bytes(1));

            JobError error = failureOf(fetch(new RemoteFile("tiny.bin", server.location(), Digest.sha256(expected))));

            assertThat(error.code().name()).isEqualTo("CHECKSUM_MISMATCH");
            assertThat(error.message())
                    .isEqualTo("tiny.bin arrived with the digest %s instead of %s", sha256(CONTENT), expected);
            assertThat(error.retryable()).isFalse();
            assertThat(server.requests()).containsExactly("GET", "GET");
            assertThat(names()).isEmpty();
        }
    }

    @Nested
    class When_the_source_refuses {
        @ParameterizedTest
        @CsvSource({
            "401, AUTH_REQUIRED, false",
            "403, AUTH_REQUIRED, false",
            "404, NOT_FOUND, false",
            "410, NOT_FOUND, false",
            "429, RATE_LIMITED, true",
            "500, UNAVAILABLE, true",
            "503, UNAVAILABLE, true",
            "418, PROTOCOL, false",
            "206, PROTOCOL, false",
        })
        void the_code_says_what_it_means(int status, String code, boolean retryable) {
            server.refusesOnceWith(status);

            JobError error = failureOf(fetch(verified()));

            assertThat(error.code().name()).isEqualTo(code);
            assertThat(error.retryable()).isEqualTo(retryable);
            assertThat(names()).isEmpty();
        }
    }

    @Nested
    class When_the_source_is_silent {
        @Test
        void N11_instead_of_answering_it_is_a_timeout() {
            server.staysSilentOnce();
            JobHandle<LocalFile> job = fetch(verified());
            engine.until("the request to arrive", () -> !server.requests().isEmpty());

            time.advanceBy(Duration.ofSeconds(29));
            assertThat(engine.view(job.id()).state()).isEqualTo(RUNNING);
            time.advanceBy(Duration.ofSeconds(1));

            JobError error = failureOf(job);
            assertThat(error.code().name()).isEqualTo("TIMEOUT");
            assertThat(error.message()).isEqualTo("Network timeout: 127.0.0.1 sent no answer");
            assertThat(error.retryable()).isTrue();
        }

        @Test
        void N09_in_the_middle_of_its_answer_it_has_stalled() {
            server.holdsAt(HALF);
            JobHandle<LocalFile> job = fetch(verified());
            untilOnDisk(HALF);

            engine.until("the silence to be noticed", () -> {
                time.advanceBy(Duration.ofSeconds(1));
                return engine.state(job.id()) == FAILED;
            });

            JobError error = failureOf(job);
            assertThat(error.code().name()).isEqualTo("STALLED");
            assertThat(error.message()).isEqualTo("127.0.0.1 has sent nothing for 30 seconds");
            assertThat(error.retryable()).isTrue();
        }
    }

    @Nested
    class When_nobody_is_there {
        @Test
        void the_connection_is_refused() throws IOException {
            URI nowhere;
            try (var socket = new ServerSocket(0)) {
                nowhere = URI.create("http://127.0.0.1:%d/tiny.bin".formatted(socket.getLocalPort()));
            }

            JobError error = failureOf(fetch(new RemoteFile("tiny.bin", nowhere, null)));

            assertThat(error.code().name()).isEqualTo("CONNECT");
            assertThat(error.message()).isEqualTo("No connection to 127.0.0.1: it accepts none");
            assertThat(error.retryable()).isTrue();
        }
    }

    @Nested
    class When_the_source_redirects {
        @Test
        void a_relative_redirect_is_followed_with_the_same_question() {
            server.dropsConnectionAt(HALF);
            JobHandle<LocalFile> job = fetch(verified());
            engine.until(job.id(), FAILED);
            server.redirectsOnceTo("moved.bin");

            retry(job);

            assertThat(target()).hasBinaryContent(CONTENT);
            assertThat(server.requests()).containsExactly("GET", "GET bytes=1500000-", "GET bytes=1500000-");
        }

        @Test
        void eleven_in_a_row_are_too_many() {
            for (int hop = 0; hop < 11; hop++) {
                server.redirectsOnceTo("/hop" + hop);
            }

            assertThat(failureOf(fetch(verified())).code().name()).isEqualTo("REDIRECT_REFUSED");
        }

        @Test
        void S20_X27_nowhere_but_to_the_web() {
            server.redirectsOnceTo("file:///etc/passwd");

            assertThat(failureOf(fetch(verified())).code().name()).isEqualTo("REDIRECT_REFUSED");
        }
    }

    @Nested
    class When_the_disk_is_too_small {
        @Test
        void D01_M6_it_is_said_before_the_first_byte_with_room_to_spare() {
            server.announcesOnce(900_000_000_000_000_000L);

            JobError error = failureOf(fetch(unverified()));

            assertThat(error.code().name()).isEqualTo("NO_SPACE");
            assertThat(error.message()).matches("Not enough disk space: needs 1.8 EB, \\S+ \\S+ free at " + folder);
        }
    }

    private static TestEngine.Builder engineWith(FileDownload download) {
        return TestEngine.builder()
                .handler(Fetch.class, (job, context) -> download.fetch(job.file(), job.target(), context));
    }

    private static int beginningOf(String request) {
        return Integer.parseInt(request.substring("GET bytes=".length(), request.indexOf('-')));
    }

    private JobHandle<LocalFile> fetch(RemoteFile file) {
        return engine.dispatch(new Fetch(file, target()));
    }

    private void retry(JobHandle<LocalFile> job) {
        TestEngine.done(engine.jobs().retry(job.id()));
        engine.until(job.id(), COMPLETED);
    }

    private JobError failureOf(JobHandle<LocalFile> job) {
        return Objects.requireNonNull(engine.until(job.id(), FAILED).error());
    }

    /** Time stands still, so what is reported is not shown; what lies on the disk is. */
    private void untilOnDisk(long bytes) {
        engine.until(bytes + " bytes to lie in " + folder, () -> ModelServer.partialIn(folder) == bytes);
    }

    private RemoteFile verified() {
        return new RemoteFile("tiny.bin", server.location(), Digest.sha256(sha256(CONTENT)));
    }

    private RemoteFile unverified() {
        return new RemoteFile("tiny.bin", server.location(), null);
    }

    private Path target() {
        return folder.resolve("tiny.bin");
    }

    private List<String> names() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    /** Where the system tells; nothing elsewhere. */
    private static List<Path> openFilesIn(Path folder) throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        if (!Files.exists(descriptors)) {
            return List.of();
        }
        try (Stream<Path> open = Files.list(descriptors)) {
            return open.filter(Files::isSymbolicLink)
                    .map(FileDownloadTest::fileBehind)
                    .filter(file -> file.startsWith(folder))
                    .toList();
        }
    }

    private static Path fileBehind(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor);
        } catch (IOException closedMeanwhile) {
            return descriptor;
        }
    }
}
