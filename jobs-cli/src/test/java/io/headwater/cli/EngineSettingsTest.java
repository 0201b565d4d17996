package io.headwater.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.JobEngine;
import io.headwater.jobs.Job;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What the configuration says of the engine holds for the engines of commands. */
class EngineSettingsTest {
    /** More than the command fetches at once by itself. */
    private static final int AT_ONCE = 6;

    @TempDir
    private Path folder;

    private final FileServer server = new FileServer(200_000);
    private final List<Command> started = new ArrayList<>();

    @AfterEach
    void end() {
        started.forEach(Command::close);
        server.close();
    }

    @Test
    void a_queue_has_as_many_slots_as_are_said() throws Exception {
        server.holdsAt(100_000);
        Stream<String> refs = IntStream.range(0, AT_ONCE).mapToObj(number -> server.url(number + ".bin"));

        Command download = download("queues: { download: %d }".formatted(AT_ONCE), refs.toArray(String[]::new));

        server.untilHeld(AT_ONCE);
        download.signal("INT");
        assertThat(download.end()).isEqualTo(130);
    }

    @Test
    void no_more_is_kept_of_what_has_ended_than_is_said_but_for_what_the_command_did_itself() throws Exception {
        end(1_100);

        Command download = download("durability: full\n  history: { keep: 0s, max: 0 }", server.url("tiny.bin"));

        assertThat(download.end()).as("%s", download.error()).isZero();
        List<String> left = End.of("jobs", "list", "--home", "" + folder.resolve("home"))
                .out()
                .lines()
                .toList();
        assertThat(left).hasSizeBetween(2, 1_000).first().asString().contains("tiny.bin");
    }

    private void end(int jobs) throws IOException {
        Path home = Files.createDirectories(folder.resolve("home"));
        try (JobEngine engine = JobEngine.builder()
                .database(home.resolve("jobs.db"))
                .handler(Some.class, (job, context) -> Mono.empty())
                .start()) {
            Flux.range(0, jobs)
                    .flatMap(number -> engine.dispatch(new Some()).flatMap(JobHandle::result))
                    .blockLast();
        }
    }

    @JobType(name = "test.some", version = 1, title = "A test")
    record Some() implements Job<Void> {}

    private Command download(String settings, String... refs) throws IOException {
        Path config = Files.writeString(folder.resolve("headwater.yaml"), "engine:\n  " + settings + "\n");
        Stream<String> words = Stream.of("models", "download", "--allow-private", "--config", "" + config);
        Command command =
                Command.start(folder, Stream.concat(words, Stream.of(refs)).toArray(String[]::new));
        started.add(command);
        return command;
    }
}
