package io.headwater.cli.screen;

import static io.headwater.cli.screen.Trees.bytes;
import static io.headwater.cli.screen.Trees.download;
import static io.headwater.cli.screen.Trees.job;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.JobError;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobEvent.JobCompleted;
import io.headwater.jobs.JobEvent.JobFailed;
import io.headwater.jobs.JobEvent.JobLogged;
import io.headwater.jobs.JobEvent.JobProgressed;
import io.headwater.jobs.JobEvent.JobRetrying;
import io.headwater.jobs.JobEvent.Stamp;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobState;
import io.headwater.jobs.LogLevel;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StoryTest {
    private static final Instant THEN = Instant.parse("2030-01-01T00:00:00Z");
    private static final JobError NO_ANSWER = JobError.of(new IOException("no answer"), 1);

    private final Story story = new Story(false, name -> "<" + name + ">");

    private static Stamp of(long job) {
        return new Stamp(1, THEN, new JobId(job), new JobId(1), "some.type");
    }

    private List<String> linesAfter(JobEvent... events) {
        Stream.of(events).forEach(story::happened);
        return story.linesWith(job(
                        1,
                        "Download models",
                        JobState.RUNNING,
                        download(2, "tiny.bin", JobState.RUNNING, null),
                        download(3, "other.bin", JobState.RUNNING, null))
                .tree());
    }

    @Test
    void who_says_something_before_anybody_has_looked_is_called_by_name_all_the_same() {
        assertThat(linesAfter(new JobLogged(of(2), LogLevel.WARN, "starts\nover")))
                .containsExactly("<Model download (tiny.bin)>: starts over");
    }

    @Test
    void what_is_done_is_told_with_what_came_how_long_it_took_and_how_fast() {
        assertThat(linesAfter(
                        new JobProgressed(of(2), bytes(0, 6_000_000, 1)),
                        new JobProgressed(of(2), bytes(6_000_000, 6_000_000, 1)),
                        new JobCompleted(of(2), null)))
                .containsExactly("<Model download (tiny.bin)>: done, 6.0 MB in 1 min, 100 kB/s on average");
    }

    @Test
    void what_came_in_an_earlier_run_does_not_count_as_speed() {
        assertThat(linesAfter(
                        new JobProgressed(of(2), bytes(6_000_000, 6_000_000, 1).withFound(3_000_000)),
                        new JobCompleted(of(2), null)))
                .containsExactly(
                        "<Model download (tiny.bin)>: done, 6.0 MB, 3.0 MB of it now, in 1 min, 50 kB/s on average");
    }

    @Test
    void what_fails_is_told_with_the_reason_and_what_tries_again_with_when() {
        assertThat(linesAfter(
                        new JobRetrying(of(2), NO_ANSWER, THEN.plusSeconds(8)), new JobFailed(of(3), NO_ANSWER, null)))
                .containsExactly(
                        "<Model download (tiny.bin)>: %s; next try in 8 s".formatted(NO_ANSWER.message()),
                        "<Model download (other.bin)>: failed: " + NO_ANSWER.message());
    }

    @Test
    void how_the_command_itself_ends_is_told_elsewhere() {
        assertThat(linesAfter(new JobCompleted(of(1), null))).isEmpty();
    }

    @Test
    void nothing_is_told_twice() {
        assertThat(linesAfter(new JobCompleted(of(2), null))).hasSize(1);
        assertThat(linesAfter()).isEmpty();
        assertThat(story.lines()).isEmpty();
    }
}
