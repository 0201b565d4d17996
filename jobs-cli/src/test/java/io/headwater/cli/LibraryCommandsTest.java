package io.headwater.cli;

import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.testkit.hub.Content;
import io.headwater.testkit.hub.HubLookAlike;
import io.headwater.testkit.hub.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runs jobs has a process of its own here, as in life; what only looks and tidies up shares this one. */
class LibraryCommandsTest {
    private static final Content WEIGHTS = Content.generated(1, 2_000_000);

    @TempDir
    private Path folder;

    private Path config = Path.of("");

    private final HubLookAlike hub = HubLookAlike.start().token(Command.TOKEN);
    private final Repository tiny =
            hub.model("org/tiny").license("mit").file("config.json", "{}").lfs("model.bin", WEIGHTS);
    private final List<Command> started = new ArrayList<>();

    @BeforeEach
    void publish() throws IOException {
        // So that what else lies on this machine is not meant.
        config = Files.writeString(
                folder.resolve("headwater.yaml"),
                "models:\n  cache_dir: %s\n  sources:\n".formatted(folder.resolve("others")));
        tiny.commit();
    }

    @AfterEach
    void end() {
        started.forEach(Command::close);
        hub.close();
    }

    @Test
    void a_model_comes_is_found_damaged_mended_and_removed() throws Exception {
        assertThat(run("models", "list", "--installed").out()).isEmpty();
        assertThat(process("models", "download", "hf:org/tiny").end()).isZero();

        assertThat(run("models", "list", "--installed").out()).contains("hf:org/tiny", "2.0 MB", "installed");
        assertThat(run("models", "usage").out()).containsPattern("2.0 MB +hf:org/tiny");

        garble();
        Command verify = process("models", "verify", "hf:org/tiny", "--json");
        assertThat(verify.end()).isEqualTo(5);
        assertThat(verify.out())
                .last()
                .asString()
                .contains("\"ok\":false", "MODEL_DAMAGED", "\"path\":\"model.bin\"", "\"state\":\"damaged\"");
        assertThat(run("models", "list", "--installed").out()).contains("damaged");

        Command repair = process("models", "verify", "--repair");
        assertThat(repair.end()).isZero();
        assertThat(String.join("\n", repair.out()))
                .contains("model.bin is damaged; fetching it again", "org/tiny is good");

        assertThat(run("models", "remove", "hf:org/tiny", "--dry-run").out()).contains("would free 2.0 MB");
        End refused = run("models", "remove", "hf:org/tiny");
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.error()).contains("--yes");
        assertThat(run("models", "remove", "hf:org/tiny", "hf:org/tiny", "--yes")
                        .status())
                .isZero();
        assertThat(run("models", "remove", "hf:org/tiny", "--yes").status()).isEqualTo(3);
        assertThat(run("models", "list", "--installed").out()).isEmpty();
    }

    @Test
    void a_list_is_narrowed_and_read_by_programs() {
        assertThat(run("models", "list", "--type", "ocr", "--search", "persian").out())
                .contains("tesseract:");
        assertThat(run("models", "list", "--tag", "tts").out().lines()).hasSize(2);
        assertThat(run("models", "list", "--type", "speach").status()).isEqualTo(2);

        assertThat(run("models", "list", "--search", "whisper:base.en-q5_1", "--json")
                        .last())
                .contains("\"event\":\"result\"", "\"ok\":true")
                .contains("\"ref\":\"whisper:base.en-q5_1\"", "\"sizeBytes\":59700000", "\"approximate\":true")
                .contains("\"status\":\"absent\"", "\"path\":null", "\"jobId\":null");
    }

    @Test
    void what_would_be_fetched_is_told_as_far_as_it_is_known() throws Exception {
        assertThat(preview("whisper:base", "--offline")).contains("about 148 MB to be fetched");
        assertThat(preview("whisper:base", "--revision", "other", "--offline")).contains("about 148 MB to be fetched");
        assertThat(run("models", "download", "hf:org/tiny", "--dry-run", "--include", "*.gguf")
                        .status())
                .isEqualTo(3);

        assertThat(process("models", "download", "hf:org/tiny").end()).isZero();

        assertThat(preview("hf:org/tiny")).contains("org/tiny: is here");
        assertThat(preview("hf:org/tiny", "--force")).contains("2.0 MB to be fetched");
    }

    private String preview(String... words) {
        return run(Stream.concat(Stream.of("models", "download", "--dry-run"), Stream.of(words))
                        .toArray(String[]::new))
                .out();
    }

    @Test
    void a_configuration_without_models_has_none_to_download() {
        End end = run("models", "download", "--configured");

        assertThat(end.status()).isEqualTo(2);
        assertThat(end.error()).contains("The configuration names no models");
    }

    @Test
    void a_model_is_shown_before_it_is_here() {
        End show = run("models", "show", "hf:org/tiny");

        assertThat(show.status()).isZero();
        assertThat(show.out()).contains("absent", "2.0 MB", "mit", "model.bin", "config.json");
        assertThat(hub.records().sent("org/tiny:model.bin")).isZero();
        assertThat(run("models", "download", "hf:org/tiny", "--dry-run", "--include", "*.bin")
                        .out())
                .contains("2.0 MB to be fetched", "model.bin")
                .doesNotContain("config.json");
        assertThat(hub.records().sent("org/tiny:model.bin")).isZero();
        // The hub does not tell a stranger whether it is private.
        assertThat(run("models", "show", "hf:org/nothing").status()).isEqualTo(7);
    }

    @Test
    void X28_what_came_without_a_digest_has_a_badge() throws Exception {
        String url = hub.file("/weights.safetensors", WEIGHTS).url().toString();

        assertThat(process("models", "download", url, "--allow-private").end()).isZero();
        assertThat(run("models", "list", "--installed").out()).contains("installed, not verified");
        assertThat(run("models", "show", url).out()).contains("installed, not verified");
    }

    @Test
    void X18_what_may_carry_out_anything_has_a_badge_and_a_warning() throws Exception {
        hub.model("org/old").file("modeling_old.py", "print('hello')").commit();

        assertThat(run("models", "show", "hf:org/old").out()).contains("caution", "modeling_old.py is a program");
        Command download = process("models", "download", "hf:org/old");
        assertThat(download.end()).isZero();
        assertThat(String.join("\n", download.out())).contains("modeling_old.py is a program");
        assertThat(run("models", "list", "--installed").out()).contains("installed, program");
        assertThat(run("models", "list", "--installed", "--json").last())
                .contains("\"hazards\":{\"modeling_old.py\":\"program\"}");
    }

    @Test
    void a_folder_of_ones_own_is_filled_and_filled_once() throws Exception {
        Path own = folder.resolve("own");

        assertThat(process("models", "download", "hf:org/tiny", "--to", "" + own)
                        .end())
                .isZero();
        assertThat(own.resolve("model.bin")).hasBinaryContent(WEIGHTS.bytes());
        assertThat(own.resolve("config.json")).hasContent("{}");
        assertThat(run("models", "list", "--installed").out()).isEmpty();

        assertThat(run("models", "download", "hf:org/tiny", "--to", "" + own, "--dry-run")
                        .out())
                .contains("is here");
        assertThat(run("models", "download", "hf:org/tiny", "--dry-run").out()).contains("to be fetched");
        hub.records().forget();
        assertThat(process("models", "download", "hf:org/tiny", "--to", "" + own)
                        .end())
                .isZero();
        assertThat(hub.records().all()).isEmpty();
    }

    @Test
    void S30_a_newer_version_is_written_into_the_configuration() throws Exception {
        Files.writeString(config, "    - name: ours   # the small one\n      url: hf:org/tiny\n", APPEND);
        Path brought = Files.writeString(folder.resolve("config.json"), "{}");
        Files.write(folder.resolve("model.bin"), WEIGHTS.bytes());
        assertThat(run("models", "import", "ours", "" + brought.getParent()).status())
                .isZero();
        String newest = tiny.file("config.json", "{\"new\":1}").commit();

        assertThat(run("models", "updates", "--write").out()).contains("Written to " + config);

        assertThat(config).content().contains("name: ours   # the small one\n      revision: " + newest + "\n");
        assertThat(run("models", "show", "ours").out()).contains("absent");
    }

    @Test
    void what_a_person_brings_is_verified_and_an_update_is_told() throws Exception {
        Path brought = Files.createDirectory(folder.resolve("brought"));
        Files.write(brought.resolve("model.bin"), WEIGHTS.bytes());
        Files.writeString(brought.resolve("config.json"), "{}");

        assertThat(run("models", "import", "hf:org/tiny", brought.toString()).out())
                .contains("org/tiny is ready");
        assertThat(run("models", "updates").out()).contains("newest");

        tiny.file("config.json", "{\"new\":1}").commit();
        assertThat(run("models", "updates").out()).contains("hf:org/tiny", "->", "to be fetched");
        assertThat(run("models", "list", "--installed").out()).contains("outdated");

        Files.writeString(brought.resolve("model.bin"), "nonsense");
        assertThat(run("models", "import", "hf:org/tiny:model.bin", brought.toString())
                        .status())
                .isEqualTo(5);
        assertThat(run("models", "prune").status()).isZero();
        assertThat(run("models", "clear", "--metadata").status()).isZero();
        assertThat(run("models", "clear", "--yes").out()).contains("are free");
        assertThat(run("models", "list", "--installed").out()).isEmpty();
    }

    /** Other bytes under the same length and time: nothing but reading tells. */
    private void garble() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("hub cache"))) {
            Path blob = files.filter(file -> file.endsWith(WEIGHTS.sha256()))
                    .findFirst()
                    .orElseThrow();
            FileTime before = Files.getLastModifiedTime(blob);
            Files.write(blob, Content.generated(2, WEIGHTS.size()).bytes());
            Files.setLastModifiedTime(blob, before);
        }
    }

    private End run(String... words) {
        return End.of(all(words));
    }

    private Command process(String... words) throws IOException {
        Command command = Command.start(folder, all(words));
        started.add(command);
        return command;
    }

    private String[] all(String... words) {
        return Stream.concat(
                        Stream.of(
                                "--endpoint",
                                hub.endpoint().toString(),
                                "--home",
                                "" + folder.resolve("home"),
                                "--config",
                                "" + config,
                                "--hub-cache",
                                "" + folder.resolve("hub cache")),
                        Stream.of(words))
                .toArray(String[]::new);
    }
}
