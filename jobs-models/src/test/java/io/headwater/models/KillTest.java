package io.headwater.models;

import static io.headwater.jobs.JobState.COMPLETED;
import static io.headwater.models.ModelServer.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.JobQuery;
import io.headwater.jobs.JobView;
import io.headwater.testkit.TestEngine;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class KillTest {
    private static final int MEBIBYTE = 1024 * 1024;
    private static final byte[] CONTENT = bytes(20 * MEBIBYTE);

    @TempDir
    private Path folder;

    private final ModelServer server = ModelServer.with(CONTENT);

    @AfterEach
    void close() {
        server.close();
    }

    @Nested
    class When_the_process_is_killed_in_the_middle_of_a_download {
        @Test
        @Timeout(60)
        void the_two_jobs_that_wait_for_it_finish_and_little_is_sent_twice() throws Exception {
            server.holdsAt(15 * MEBIBYTE);
            killWhenItHas(15 * MEBIBYTE);
            int connections = server.requests().size();

            try (TestEngine engine = nextHost()) {
                List<JobView> waiters = jobs(engine, "test.transcribe");
                waiters.forEach(waiter -> engine.until(waiter.id(), COMPLETED));

                assertThat(Models.builder().cacheDir(models()).build().path(server.verifiedRef()))
                        .hasBinaryContent(CONTENT);
                assertThat(server.sent() - CONTENT.length).isBetween(1L, 8L * MEBIBYTE * connections);
                assertThat(jobs(engine, "models.download")).hasSize(1);
                assertThat(waiters)
                        .hasSize(2)
                        .allSatisfy(waiter -> assertThat(engine.log(waiter.id()))
                                .hasSize(4)
                                .doesNotHaveDuplicates()
                                .contains("Model download complete"));
            }
        }
    }

    private void killWhenItHas(int bytes) throws Exception {
        Process host = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        HostToBeKilled.class.getName(),
                        folder.toString(),
                        server.verifiedRef().toString())
                .inheritIO()
                .start();
        try {
            while (ModelServer.partialIn(folder) < bytes) {
                assertThat(host.waitFor(10, TimeUnit.MILLISECONDS))
                        .as("the host has ended by itself")
                        .isFalse();
            }
        } finally {
            host.destroyForcibly().waitFor();
        }
    }

    private TestEngine nextHost() {
        Models models = Models.builder().cacheDir(models()).allowPrivate(true).build();
        return TestEngine.builder()
                .folder(folder)
                .queue("download", 1)
                .handler(ModelDownloadJob.class, models.downloadHandler())
                .handler(Transcribe.class, Transcribe.handler(models))
                .start();
    }

    private static List<JobView> jobs(TestEngine engine, String type) {
        return TestEngine.now(engine.jobs().list(JobQuery.all().ofType(type))).items();
    }

    private Path models() {
        return folder.resolve("models");
    }
}
