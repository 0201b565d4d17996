package io.headwater.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Real processes, a real server. */
class ModelsDownloadTest {
    private static final int MEBIBYTE = 1024 * 1024;

    @TempDir
    private Path folder;

    private final FileServer server = new FileServer(20 * MEBIBYTE);
    private final List<Command> started = new ArrayList<>();

    @AfterEach
    void end() {
        started.forEach(Command::close);
        server.close();
    }

    @Nested
    class When_all_goes_well {
        @Test
        void the_model_is_there_and_its_path_is_told_now_and_later() throws Exception {
            String ref = server.url("tiny.bin") + "#sha256=" + server.sha256();

            Command download = command("models", "download", ref);

            assertThat(download.end()).isZero();
            assertThat(download.error()).isEmpty();
            assertThat(download.out()).anySatisfy(line -> assertThat(line).contains("Model download (tiny.bin)", " %"));
            Command path = command("models", "path", "--quiet", ref);
            assertThat(path.end()).isZero();
            assertThat(path.out()).singleElement().satisfies(line -> {
                assertThat(Path.of(line)).hasBinaryContent(server.content());
                assertThat(download.out()).last().isEqualTo("tiny.bin is ready: " + line);
            });
        }

        @Test
        void programs_read_json_and_nothing_else() throws Exception {
            Command download = command("--json", "models", "download", server.url("tiny.bin"));

            assertThat(download.end()).isZero();
            List<JsonNode> lines = json(download);
            assertThat(lines).extracting(line -> line.get("event").asString()).contains("JobStarted", "JobProgressed");
            assertThat(lines.get(0).get("event").asString()).isEqualTo("JobStarted");
            assertThat(lines.get(lines.size() - 2).get("event").asString()).isEqualTo("JobCompleted");
            JsonNode result = lines.get(lines.size() - 1);
            assertThat(result.get("event").asString()).isEqualTo("result");
            assertThat(result.get("ok").asBoolean()).isTrue();
            assertThat(result.get("error").isNull()).isTrue();
            assertThat(Path.of(result.at("/models/0/path").asString())).hasBinaryContent(server.content());
        }

        /** How much slower it is depends on the machine. */
        @Test
        void it_is_not_faster_than_it_may_be() throws Exception {
            int bytesASecond = 10_000_000;
            Command download = command("--json", "--limit-rate", "10M", "models", "download", server.url("tiny.bin"));

            assertThat(download.end()).isZero();
            List<JsonNode> lines = json(download);
            Duration taken = Duration.between(at(lines.get(0)), at(lines.get(lines.size() - 2)));
            assertThat(taken).isGreaterThan(Duration.ofMillis(900L * server.content().length / bytesASecond));
        }

        private static Instant at(JsonNode event) {
            return Instant.parse(event.get("at").asString());
        }
    }

    @Nested
    class When_it_cannot_succeed {
        @Test
        void programs_are_told_in_the_last_line_and_people_on_the_other_side() throws Exception {
            Command download = command("models", "download", "--json", "-v", server.url("secret.bin"));

            assertThat(download.end()).isEqualTo(7);
            List<JsonNode> lines = json(download);
            JsonNode result = lines.get(lines.size() - 1);
            assertThat(result.get("ok").asBoolean()).isFalse();
            assertThat(result.at("/error/code").asString()).isEqualTo("AUTH_REQUIRED");
            assertThat(download.error()).anyMatch(line -> line.startsWith("headwater: "));
        }

        @Test
        void one_of_two_fails_and_the_other_arrives() throws Exception {
            Command download = command("models", "download", server.url("missing.bin"), server.url("tiny.bin"));

            assertThat(download.end()).isEqualTo(3);
            Command path = command("models", "path", server.url("tiny.bin"));
            assertThat(path.end()).isZero();
        }

        @Test
        void what_is_no_reference_is_wrong_usage() throws Exception {
            Command download = command("models", "download", "https://user:swordfish@host/b", "--json");

            assertThat(download.end()).isEqualTo(2);
            assertThat(json(download))
                    .singleElement()
                    .satisfies(result ->
                            assertThat(result.at("/error/code").asString()).isEqualTo("USAGE"));
            assertThat(download.error()).hasSize(2);
            assertThat(String.join("", download.out()) + download.error()).doesNotContain("swordfish");
        }
    }

    @Nested
    class When_it_is_stopped_in_the_middle {
        @Test
        void by_kill_9_the_same_command_goes_on_and_little_is_sent_twice() throws Exception {
            Command first = heldAt(15 * MEBIBYTE);
            untilStored(first);
            first.kill();

            goesOn();

            assertThat(server.sent() - server.content().length).isBetween(0L, 8L * MEBIBYTE);
        }

        @Test
        void by_ctrl_c_it_is_paused_and_the_same_command_goes_on() throws Exception {
            Command first = heldAt(15 * MEBIBYTE);
            untilStored(first);
            first.signal("INT");

            assertThat(first.end()).isEqualTo(130);
            goesOn();
            assertThat(server.sent() - server.content().length).isBetween(0L, 8L * MEBIBYTE);
        }

        /** What still lies between the two machines is nobody's yet. */
        private void untilStored(Command download) throws InterruptedException {
            download.until("all that was sent to be stored", () -> stored() >= 15 * MEBIBYTE);
        }

        private long stored() {
            try (Stream<Path> files = Files.walk(folder)) {
                return files.filter(file -> file.toString().endsWith(".headwater.incomplete"))
                        .mapToLong(file -> file.toFile().length())
                        .sum();
            } catch (IOException | UncheckedIOException changedMeanwhile) {
                return 0;
            }
        }

        private void goesOn() throws Exception {
            server.holdsNoMore();
            Command again = command("models", "download", server.url("tiny.bin"));
            assertThat(again.end()).isZero();
            assertThat(String.join("", again.out())).doesNotContain("starts over");
        }
    }

    /** A download that has got so far, and gets no further. */
    private Command heldAt(int place) throws IOException, InterruptedException {
        server.holdsAt(place);
        Command download = command("models", "download", server.url("tiny.bin"));
        server.untilHeld();
        return download;
    }

    /** Allowed to fetch from this machine, where the server is. */
    private Command command(String... words) throws IOException {
        Command command = Command.start(
                folder,
                Stream.concat(Stream.of("--allow-private"), Stream.of(words)).toArray(String[]::new));
        started.add(command);
        return command;
    }

    private static List<JsonNode> json(Command command) throws IOException {
        return command.out().stream().map(JsonMapper.shared()::readTree).toList();
    }
}
