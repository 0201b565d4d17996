package io.headwater.cli;

import static java.util.Comparator.reverseOrder;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.JobEngine;
import io.headwater.core.Runs;
import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.Job;
import io.headwater.jobs.JobType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** What runs is a real process; what looks at it afterwards shares this one. */
class JobsCommandsTest {
    private static final int MEBIBYTE = 1024 * 1024;

    @TempDir
    private Path folder;

    private Path config = Path.of("");
    private final FileServer server = new FileServer(20 * MEBIBYTE);
    private final List<Command> started = new ArrayList<>();

    @BeforeEach
    void configure() throws IOException {
        config = Files.writeString(
                folder.resolve("headwater.yaml"), "models:\n  cache_dir: %s\n".formatted(folder.resolve("others")));
    }

    @AfterEach
    void end() {
        started.forEach(Command::close);
        server.close();
    }

    @Nested
    class When_nothing_was_ever_run {
        @Test
        void there_is_nothing_to_list_to_watch_or_to_find() {
            assertThat(run("list").out()).isEqualTo("There are no jobs\n");
            assertThat(run("list", "--state", "paused").out()).isEqualTo("There are no such jobs\n");
            assertThat(run("list", "--quiet").out()).isEmpty();
            assertThat(run("list", "--json").out())
                    .isEqualTo("{\"event\":\"result\",\"ok\":true,\"error\":null,\"jobs\":0}\n");
            assertThat(run("watch").out()).isEqualTo("There is no job that has not ended\n");
            End unknown = run("show", "7K3XYZ");
            assertThat(unknown.status()).isEqualTo(3);
            assertThat(unknown.error()).isEqualTo("""
                    headwater: There is no job whose id ends in "7K3XYZ"
                    See which there are: headwater jobs list
                    """);
            assertThat(run("pause", "no-id").status()).isEqualTo(3);
        }
    }

    @Nested
    class When_a_download_was_interrupted {
        @BeforeEach
        void interrupt() throws Exception {
            Command download = heldDownload("tiny.bin");
            download.signal("INT");
            assertThat(download.end()).isEqualTo(130);
        }

        @Test
        void it_is_listed_shown_and_drawn_as_paused() {
            assertThat(run("list").out().lines())
                    .hasSize(2)
                    .anySatisfy(line -> assertThat(line).contains("paused", "Download models"))
                    .anySatisfy(line -> assertThat(line).contains("paused", "Model download (tiny.bin)", "%"));
            assertThat(run("list", "--type", "models.download", "--state", "PAUSED")
                            .out())
                    .hasLineCount(1);
            assertThat(run("list", "--state", "failed").out()).contains("no such jobs");

            String tree = run("tree", top()).out();
            assertThat(tree.lines()).hasSize(2);
            assertThat(tree.lines().skip(1))
                    .first()
                    .asString()
                    .containsPattern("  (└─|`-) Model download \\(tiny.bin\\)");
            assertThat(run("watch").out()).isEqualTo(tree + "Nothing runs in this home at the moment\n");

            assertThat(run("show", top()).out()).contains("Download models", top(), "state", "paused", "needs");
            assertThat(run("show", top()).out()).doesNotContain("ModelRef", server.url("tiny.bin"));
            assertThat(run("show", top(), "-v").out()).contains(server.url("tiny.bin"));
        }

        @Test
        void its_log_is_shown_and_nobody_is_kept_waiting_for_more() {
            End log = run("logs", download(), "-f");

            assertThat(log.status()).isZero();
            assertThat(log.out()).endsWith("That is all: nothing runs in this home, so nothing more comes\n");
            assertThat(run("logs", download(), "--follow", "--quiet").out()).doesNotContain("nothing runs");
        }

        @Test
        void it_is_resumed_and_the_same_command_goes_on() throws Exception {
            assertThat(run("resume", download()).out()).contains("Model download (tiny.bin)", "is queued");
            assertThat(run("resume", top()).out()).contains("is waiting", "1 job waits: type the same command again");
            assertThat(run("list").out()).doesNotContain("paused");

            server.holdsNoMore();
            assertThat(command("models", "download", server.url("tiny.bin")).end())
                    .isZero();

            assertThat(server.sent() - server.content().length).isLessThan(8 * MEBIBYTE);
            assertThat(run("list", "--state", "completed").out()).hasLineCount(2);
            assertThat(run("list", "--state", "paused").out()).contains("no such jobs");
        }

        @Test
        void who_waits_for_what_is_paused_is_told_how_to_go_on() {
            End resumed = run("resume", top());

            assertThat(resumed.status()).isZero();
            assertThat(resumed.out())
                    .contains("It waits for what is paused: headwater jobs resume "
                            + download().substring(7));
            assertThat(run("show", top()).out()).contains("blocked by");
        }

        @Test
        void it_is_cancelled_and_what_it_has_fetched_stays_for_others() throws IOException {
            assertThat(run("cancel", top()).out()).contains("is cancelled");
            assertThat(run("cancel", top()).status()).isZero();

            assertThat(partials()).isNotEmpty();
            assertThat(run("list", "--state", "paused").out()).contains("Model download (tiny.bin)");
        }

        @Test
        void it_is_cleaned_up_with_what_it_has_fetched() throws IOException {
            assertThat(partials()).isNotEmpty();

            assertThat(run("cancel", "--cleanup", top()).out()).contains("is cancelled", "are free");

            assertThat(partials()).isEmpty();
            assertThat(run("list", "--state", "cancelled").out()).hasLineCount(2);
            assertThat(run("watch").out()).contains("no job that has not ended");
        }

        @Test
        void what_another_command_needs_is_not_cleaned_up() throws Exception {
            Command other = heldDownload("tiny.bin", server.url("other.bin"));
            other.signal("INT");
            assertThat(other.end()).isEqualTo(130);
            List<JsonNode> tops =
                    run("list", "--type", "cli.models-download", "--json").json();
            assertThat(tops).hasSize(3);

            End cancelled = run("cancel", "--cleanup", id(tops.get(1)));

            assertThat(cancelled.out()).contains("Model download (tiny.bin) stays: another job needs it");
            assertThat(partials()).isNotEmpty();
        }

        @Test
        void what_does_not_fit_is_refused_in_words() {
            run("cancel", top());

            End refused = run("pause", top());

            assertThat(refused.status()).isEqualTo(1);
            assertThat(refused.error()).isEqualTo("""
                    headwater: Download models, job %1$s, is cancelled, so it cannot be paused
                    To try it again: headwater jobs retry %1$s
                    """.formatted(top().substring(7)));
            assertThat(run("retry", top()).out()).contains("is queued", "1 job waits");
            assertThat(run("retry", top()).status()).isZero();
        }

        @Test
        void programs_get_jobs_and_trees_in_the_shape_of_the_contract() {
            List<JsonNode> list = run("list", "--json").json();
            assertThat(list).hasSize(3);
            assertThat(list.get(2).toString())
                    .isEqualTo("{\"event\":\"result\",\"ok\":true,\"error\":null,\"jobs\":2}");
            JsonNode job = run("show", "--json", top()).json().get(0);
            assertThat(job.propertyNames())
                    .containsExactly(
                            ("id type title state stopping blockedBy parentId rootId dependsOn labels uniqueKey queue "
                                            + "priority attempt params progress createdAt startedAt endedAt error result")
                                    .split(" "));
            assertThat(job.get("state").asString()).isEqualTo("PAUSED");
            assertThat(job.get("stopping").isNull()).isTrue();
            assertThat(job.get("dependsOn").get(0).asString()).isEqualTo(download());
            assertThat(job.at("/params/downloads/0/ref").asString()).isEqualTo(server.url("tiny.bin"));
            assertThat(list).contains(job);

            JsonNode tree = run("tree", "--json", top()).json().get(0);
            assertThat(tree.get("relation").isNull()).isTrue();
            assertThat(tree.get("shared").asBoolean()).isFalse();
            JsonNode below = tree.get("children").get(0);
            assertThat(below.get("relation").asString()).isEqualTo("dependency");
            assertThat(below.get("children").isEmpty()).isTrue();
            assertThat(below.at("/progress").propertyNames())
                    .containsExactly(
                            "done total unit fraction rate etaSeconds elapsedSeconds message phase item itemsDone itemsTotal"
                                    .split(" "));
            assertThat(run("watch", "--json").json().get(0)).isEqualTo(tree);

            End resumed = run("resume", "--json", top());
            assertThat(resumed.json().get(0).get("state").asString()).isEqualTo("WAITING");
            assertThat(resumed.json().get(0).get("blockedBy").get(0).asString()).isEqualTo(download());
            assertThat(resumed.error()).contains("is waiting", "1 job waits");
        }
    }

    @Nested
    class When_a_command_was_killed {
        @Test
        void its_job_waits_for_the_same_command() throws Exception {
            heldDownload("tiny.bin").kill();

            assertThat(run("list").out()).contains("queued", "1 job waits: type the same command again");
            assertThat(run("pause", top()).out()).contains("is paused").doesNotContain("wait");
        }
    }

    @Nested
    class When_a_command_is_done {
        @Test
        void programs_read_line_by_line_what_its_jobs_have_said() throws Exception {
            assertThat(command("models", "download", server.url("tool.py")).end())
                    .isZero();

            List<JsonNode> lines = run("logs", "--json", download()).json();

            assertThat(lines).hasSizeGreaterThan(1);
            assertThat(lines.get(0).propertyNames()).containsExactly("seq", "at", "level", "message");
            assertThat(lines.get(0).get("message").asString()).contains("tool.py is a program");
        }
    }

    @Nested
    class When_a_command_has_failed {
        @Test
        void its_reason_is_there_and_it_can_be_tried_again() throws Exception {
            assertThat(command("models", "download", server.url("missing.bin")).end())
                    .isEqualTo(3);

            assertThat(run("show", download()).out()).contains("NOT_FOUND: There is no file at", "advice");
            assertThat(run("retry", download()).out()).contains("is queued");
            assertThat(run("show", download()).out())
                    .containsPattern("attempt +2")
                    .containsPattern("queue +download");
        }
    }

    @Nested
    class When_several_are_meant {
        @Test
        void they_are_named_and_nothing_is_done() throws Exception {
            Map<String, List<String>> byEnding = dispatched(200).stream().collect(groupingBy(id -> id.substring(12)));
            Map.Entry<String, List<String>> several = byEnding.entrySet().stream()
                    .filter(ids -> ids.getValue().size() > 5)
                    .findFirst()
                    .orElseThrow();

            End refused = run("pause", several.getKey().toLowerCase(Locale.ROOT));

            assertThat(refused.status()).isEqualTo(2);
            assertThat(refused.error().lines()).hasSize(2);
            List<String> newestFirst =
                    several.getValue().stream().sorted(reverseOrder()).toList();
            assertThat(refused.error())
                    .contains("Several jobs", newestFirst.get(0) + " test.some (some film), queued; ", "; and more")
                    .doesNotContain(newestFirst.get(5));
            assertThat(run("list", "--state", "paused").out()).contains("no such jobs");
            assertThat(run("list").out()).hasLineCount(201).endsWith("200 jobs wait: type the same commands again\n");
        }

        private List<String> dispatched(int jobs) throws IOException {
            Path home = Files.createDirectories(folder.resolve("home"));
            try (JobEngine engine = JobEngine.builder()
                    .database(home.resolve("jobs.db"))
                    .run(Runs.NOTHING)
                    .handler(Some.class, (job, context) -> Mono.empty())
                    .start()) {
                return Flux.range(0, jobs)
                        .concatMap(number -> engine.dispatch(
                                new Some(), DispatchOptions.defaults().withLabel("film", "some film")))
                        .map(handle -> handle.id().toString())
                        .collectList()
                        .block();
            }
        }
    }

    @JobType(name = "test.some", version = 1, title = "A test")
    record Some() implements Job<Void> {}

    @Nested
    class When_the_home_is_open_to_others {
        @Test
        void X23_what_is_known_of_jobs_is_for_their_owner_alone() throws Exception {
            Path home = Files.createDirectory(folder.resolve("home"));
            Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));

            heldDownload("tiny.bin");

            for (String name : List.of("jobs.db", "jobs.db-wal", "jobs.db-shm")) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(name))))
                        .as(name)
                        .isEqualTo("rw-------");
            }
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home)))
                    .isEqualTo("rwxr-xr-x");
        }
    }

    @Nested
    class When_another_command_is_at_work_in_the_same_home {
        @Test
        void the_holder_is_named_and_the_same_command_may_be_tried_again() throws Exception {
            Command first = heldDownload("tiny.bin");

            End refused = run("list");

            assertThat(refused.status()).isEqualTo(1);
            assertThat(refused.error().lines()).hasSize(2);
            assertThat(refused.error())
                    .contains("process " + first.pid() + ", started ", "Try again: headwater jobs list");
        }
    }

    private String top() {
        return newest("cli.models-download");
    }

    private String download() {
        return newest("models.download");
    }

    private String newest(String type) {
        return id(run("list", "--json", "--type", type).json().get(0));
    }

    private static String id(JsonNode job) {
        return job.get("id").asString();
    }

    private long stored() {
        try {
            return partials().stream().mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException | UncheckedIOException changedMeanwhile) {
            return 0;
        }
    }

    private List<Path> partials() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".headwater.incomplete"))
                    .toList();
        }
    }

    private End run(String... words) {
        return End.of(Stream.of(
                        Stream.of("jobs"),
                        Stream.of(words),
                        Stream.of("--home", "" + folder.resolve("home"), "--config", "" + config),
                        Stream.of("--hub-cache", "" + folder.resolve("hub cache")))
                .flatMap(word -> word)
                .toArray(String[]::new));
    }

    /** A download that has got so far, and gets no further. */
    private Command heldDownload(String name, String... more) throws Exception {
        server.holdsAt(MEBIBYTE);
        var words = new ArrayList<>(List.of("models", "download", server.url(name)));
        words.addAll(List.of(more));
        Command download = command(words.toArray(String[]::new));
        server.untilHeld();
        download.until("some of it to be stored", () -> stored() > 0);
        return download;
    }

    /** Allowed to fetch from this machine, where the server is. */
    private Command command(String... words) throws IOException {
        Command command = Command.start(
                folder,
                Stream.concat(Stream.of("--allow-private", "--config", "" + config), Stream.of(words))
                        .toArray(String[]::new));
        started.add(command);
        return command;
    }
}
