package io.headwater.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.jobs.Job;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobType;
import io.headwater.jobs.LogLevel;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.hub.Content;
import io.headwater.testkit.hub.HubLookAlike;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** What looks for the token in all other tests does find it. */
class CanaryTest {
    @JobType(name = "test.tell")
    record Tell(String words) implements Job<String> {}

    @Test
    void in_a_file(@TempDir Path folder) throws IOException {
        Path below = Files.createDirectories(folder.resolve("state/verified"));
        Canary.lookIn(folder);

        Files.writeString(below.resolve("note"), "asked as " + Canary.TOKEN);
        assertThatThrownBy(() -> Canary.lookIn(folder)).hasMessageContaining("note");
    }

    @Test
    void in_what_a_job_has_said() throws IOException {
        try (TestEngine engine = TestEngine.builder()
                .handler(Tell.class, (job, context) -> {
                    context.log(LogLevel.INFO, job.words());
                    return Mono.just("done");
                })
                .start()) {
            engine.until(engine.dispatch(new Tell("nothing")).id(), JobState.COMPLETED);
            Canary.lookIn(engine);

            engine.until(engine.dispatch(new Tell(Canary.TOKEN)).id(), JobState.COMPLETED);
            assertThatThrownBy(() -> Canary.lookIn(engine)).hasMessageContaining("files that hold the token");
        }
    }

    @Test
    void at_a_server_that_is_not_the_hub() throws IOException {
        try (HubLookAlike hub = HubLookAlike.start()) {
            URI file = hub.file("/tiny.bin", Content.generated(1, 10)).url();
            assertThatCode(() -> Canary.lookIn(hub)).doesNotThrowAnyException();

            HttpURLConnection asking = (HttpURLConnection) file.toURL().openConnection();
            asking.setRequestProperty("X-Told", Canary.TOKEN);
            assertThat(asking.getResponseCode()).isEqualTo(200);
            assertThatThrownBy(() -> Canary.lookIn(hub)).hasMessageContaining("who saw the token");
        }
    }

    @Test
    void in_what_was_logged_even_where_nobody_reads_it() throws Exception {
        LoggerFactory.getLogger("io.headwater.models.Told").debug("told {}", Canary.TOKEN);
        assertThatThrownBy(Canary::lookInLogs).hasMessageContaining("what was logged");
        Canary.lookInLogs();
    }
}
