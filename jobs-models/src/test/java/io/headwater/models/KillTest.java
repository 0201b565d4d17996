package io.headwater.models;

import static io.headwater.jobs.JobState.CANCELLED;
import static io.headwater.jobs.JobState.COMPLETED;
import static io.headwater.jobs.JobState.PAUSED;
import static io.headwater.models.ModelServer.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.History;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobQuery;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobView;
import io.headwater.testkit.TestEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillTest {
    private static final int MEBIBYTE = 1024 * 1024;
    private static final byte[] CONTENT = bytes(20 * MEBIBYTE);

    @TempDir
    private Path folder;

    private int wanted = 2;
    private final ModelServer server = ModelServer.with(CONTENT);

    @AfterEach
    void close() {
        server.close();
    }

    @Nested
    class When_the_process_is_killed_in_the_middle_of_a_download {
        @Test
        void M3_the_fifty_jobs_that_wait_for_it_finish_and_little_is_sent_twice() throws Exception {
            ModelServer.Hold hold = server.holdsEachAnswerAfter(4 * MEBIBYTE);
            wanted = 50;
            killWhen(() -> server.sent() >= 4 * MEBIBYTE && Files.exists(HostToBeKilled.asked(folder)));
            hold.release();

            try (TestEngine engine = nextHost()) {
                List<JobView> waiters = jobs(engine, "test.transcribe");
                assertThat(waiters).hasSize(50);

                JobView paused = one(waiters, PAUSED);
                List<JobView> others = waiters.stream()
                        .filter(waiter -> !waiter.equals(paused) && !waiter.equals(one(waiters, CANCELLED)))
                        .toList();
                assertThat(others).hasSize(48);
                others.forEach(waiter -> engine.until(waiter.id(), COMPLETED));
                assertThat(engine.state(paused.id())).isEqualTo(PAUSED);
                TestEngine.done(engine.jobs().resume(paused.id()));
                engine.until(paused.id(), COMPLETED);

                assertThat(models().path(server.verifiedRef()).orElseThrow()).hasBinaryContent(CONTENT);
                assertThat(sentTwice(CONTENT)).isBetween(0L, mostSentTwice());
                assertThat(jobs(engine, "models.download")).hasSize(1);
                assertThat(others)
                        .allSatisfy(waiter -> assertThat(engine.log(waiter.id()))
                                .hasSize(4)
                                .doesNotHaveDuplicates()
                                .contains("Model download complete"));
            }
        }

        private static JobView one(List<JobView> waiters, JobState state) {
            return waiters.stream()
                    .filter(waiter -> waiter.state() == state)
                    .findFirst()
                    .orElseThrow();
        }

        @Test
        void M3_what_several_connections_have_brought_is_not_fetched_again() throws Exception {
            byte[] large = bytes(64 * MEBIBYTE);
            server.changesTo(large);
            ModelServer.Hold hold = server.holdsEachAnswerAfter(12 * MEBIBYTE);
            // Two at least, and what they have brought is noted but for the last few mebibytes.
            killWhen(() -> server.sent() >= 24L * MEBIBYTE && noted() >= server.sent() - 5L * MEBIBYTE);
            assertThat(server.requests()).hasSizeGreaterThan(1);
            hold.release();

            try (TestEngine engine = nextHost()) {
                jobs(engine, "test.transcribe").forEach(waiter -> engine.until(waiter.id(), COMPLETED));
            }

            assertThat(sentTwice(large)).isLessThanOrEqualTo(mostSentTwice());
            assertThat(models().path(server.verifiedRef()).orElseThrow()).hasBinaryContent(large);
        }
    }

    @Nested
    class When_other_hosts_have_need_of_what_a_process_was_fetching {
        @Test
        void M3_M8_D18_after_its_kill_a_job_of_another_goes_on_from_there_and_nothing_is_left_behind()
                throws Exception {
            server.holdsAt(15 * MEBIBYTE);
            killWhenItHas(15 * MEBIBYTE);

            try (TestEngine host = anotherHost()) {
                JobHandle<InstalledModel> job = host.dispatch(new ModelDownloadJob(server.verifiedRef()));
                host.until(job.id(), COMPLETED);
            }

            assertThat(sentTwice(CONTENT)).isBetween(1L, mostSentTwice());
            isWholeAndAlone(CONTENT);
        }

        @Test
        void M8_of_a_small_file_nothing_is_left_behind() throws Exception {
            byte[] small = bytes(200_000);
            server.changesTo(small);
            server.holdsAt(100_000);
            killWhenItHas(100_000);

            try (TestEngine host = anotherHost()) {
                JobHandle<InstalledModel> job = host.dispatch(new ModelDownloadJob(server.verifiedRef()));
                host.until(job.id(), COMPLETED);
            }

            assertThat(models().path(server.verifiedRef()).orElseThrow()).hasBinaryContent(small);
            assertThat(partials()).isEmpty();
        }

        @Test
        void M8_D18_while_it_is_alive_each_has_its_own_and_both_become_whole() throws Exception {
            // Too little to be worth a second connection, which would go on where the first one is held.
            byte[] content = bytes(15 * MEBIBYTE);
            server.changesTo(content);
            ModelServer.Hold hold = server.holdsAt(10 * MEBIBYTE);
            Process alive = start();
            try (TestEngine host = anotherHost()) {
                until(alive, () -> ModelServer.partialIn(folder) >= 10 * MEBIBYTE);
                JobHandle<InstalledModel> job = host.dispatch(new ModelDownloadJob(server.verifiedRef()));
                host.until(job.id(), COMPLETED);
                assertThat(partials()).isNotEmpty();
                assertThat(server.sent()).isEqualTo((10L * MEBIBYTE) + content.length);

                hold.release();
                until(alive, () -> partials().isEmpty());
            } finally {
                alive.destroyForcibly().waitFor();
            }
            assertThat(server.sent()).isEqualTo(2L * content.length);
            isWholeAndAlone(content);
        }

        private void isWholeAndAlone(byte[] content) {
            assertThat(models().path(server.verifiedRef()).orElseThrow()).hasBinaryContent(content);
            assertThat(partials()).isEmpty();
        }

        private TestEngine anotherHost() {
            return TestEngine.builder()
                    .queue("download", 1)
                    .handler(ModelDownloadJob.class, models().downloadHandler())
                    .start();
        }

        private List<Path> partials() {
            try (Stream<Path> files = Files.walk(folder)) {
                return files.filter(file -> file.toString().contains("incomplete"))
                        .toList();
            } catch (IOException | UncheckedIOException changedMeanwhile) {
                return List.of(folder);
            }
        }
    }

    private long sentTwice(byte[] content) {
        return server.sent() - content.length;
    }

    /**
     * Of all connections: those of the killed process may still come in when it is gone, and who goes on shares the rest of the
     * work among several, of which one is told to stop when it has sent more already.
     */
    private long mostSentTwice() {
        return 8L * MEBIBYTE * server.requests().size();
    }

    /** How many bytes the note beside the partial file vouches for. */
    private long noted() {
        try (Stream<Path> files = Files.walk(folder)) {
            Path note = files.filter(file -> file.toString().endsWith(".headwater.state.incomplete"))
                    .findFirst()
                    .orElse(null);
            return note == null ? 0 : bytesIn(Files.readString(note));
        } catch (IOException | UncheckedIOException changedMeanwhile) {
            return 0;
        }
    }

    private static long bytesIn(String note) {
        return Pattern.compile("\\{\"from\":(\\d+),\"to\":(\\d+)\\}")
                .matcher(note)
                .results()
                .mapToLong(span -> Long.parseLong(span.group(2)) - Long.parseLong(span.group(1)))
                .sum();
    }

    private void killWhenItHas(int bytes) throws Exception {
        killWhen(() -> ModelServer.partialIn(folder) >= bytes);
    }

    private void killWhen(BooleanSupplier so) throws Exception {
        Process host = start();
        try {
            until(host, so);
        } finally {
            host.destroyForcibly().waitFor();
        }
    }

    private static void until(Process host, BooleanSupplier so) throws Exception {
        while (!so.getAsBoolean()) {
            assertThat(host.waitFor(10, TimeUnit.MILLISECONDS))
                    .as("the host has ended by itself")
                    .isFalse();
        }
    }

    private Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        HostToBeKilled.class.getName(),
                        folder.toString(),
                        server.verifiedRef().toString(),
                        Integer.toString(wanted))
                .inheritIO()
                .start();
    }

    private TestEngine nextHost() {
        Models models = models();
        return TestEngine.builder()
                .folder(folder)
                // To the kit's clock, what the killed process saw end is years old.
                .history(History.everything())
                .queue("download", 1)
                .handler(ModelDownloadJob.class, models.downloadHandler())
                .handler(Transcribe.class, Transcribe.handler(models))
                .start();
    }

    private static List<JobView> jobs(TestEngine engine, String type) {
        return TestEngine.now(engine.jobs().list(JobQuery.all().ofType(type).withLimit(200)))
                .items();
    }

    private Models models() {
        return HostToBeKilled.models(folder);
    }
}
