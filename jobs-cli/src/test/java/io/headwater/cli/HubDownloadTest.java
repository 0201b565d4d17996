package io.headwater.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.testkit.hub.Content;
import io.headwater.testkit.hub.HubLookAlike;
import io.headwater.testkit.hub.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubDownloadTest {
    private static final Content WEIGHTS = Content.generated(1, 2_000_000);

    @TempDir
    private Path folder;

    private final HubLookAlike hub = HubLookAlike.start().token(Command.TOKEN);
    private final List<Command> started = new ArrayList<>();

    @BeforeEach
    void publish() {
        hub.model("org/tiny")
                .file("config.json", "{}")
                .lfs("model.bin", WEIGHTS)
                .commit();
    }

    @AfterEach
    void end() {
        started.forEach(Command::close);
        hub.close();
    }

    @Test
    void a_repository_comes_and_is_found_again_offline() throws Exception {
        Command download = command("models", "download", "hf:org/tiny");

        assertThat(download.end()).isZero();
        assertThat(download.out())
                .contains("Model download (org/tiny): model.bin is here, 2.0 MB")
                .anySatisfy(line -> assertThat(line).startsWith("Model download (org/tiny): done, 2.0 MB in "));
        Command offline = command("--offline", "models", "download", "hf:org/tiny");
        assertThat(offline.end()).isZero();
        Command path = command("models", "path", "hf:org/tiny:model.bin");
        assertThat(path.end()).isZero();
        assertThat(Path.of(path.out().get(0)))
                .startsWith(folder.resolve("hub cache"))
                .hasBinaryContent(WEIGHTS.bytes());
    }

    @Test
    void X_the_token_goes_to_the_hub_only_and_nobody_sees_it() throws Exception {
        assertThat(command("models", "download", "-v", "hf:org/tiny").end()).isZero();

        assertThat(hub.records().whoSaw(Command.TOKEN)).containsExactly(Origin.HUB);
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile)).noneMatch(HubDownloadTest::holdsTheToken);
        }
    }

    @Test
    void only_what_is_included_comes() throws Exception {
        assertThat(command("models", "download", "hf:org/tiny", "--include", "*.json")
                        .end())
                .isZero();

        assertThat(hub.records().of("org/tiny:model.bin")).isEmpty();
    }

    @Test
    void offline_what_is_not_here_is_status_8() throws Exception {
        Command download = command("--offline", "models", "download", "hf:org/tiny");

        assertThat(download.end()).isEqualTo(8);
        assertThat(hub.records().all()).isEmpty();
    }

    @Test
    void a_revision_that_is_not_there_is_status_3() throws Exception {
        assertThat(command("models", "download", "hf:org/tiny", "--revision", "v7")
                        .end())
                .isEqualTo(3);
    }

    @Test
    void all_that_is_configured_comes_and_what_is_optional_may_fail() throws Exception {
        Path config = Files.writeString(folder.resolve("my.yaml"), """
                models:
                  cache_dir: %s
                  sources:
                    - name: weights
                      url: %s
                      checksum: %s
                    - name: extra
                      url: %s/nothing.bin
                      optional: true
                """.formatted(
                folder.resolve("others"), hub.file("/weights.bin", WEIGHTS).url(), WEIGHTS.sha256(), hub.files()));

        Command download =
                command("--allow-private", "models", "download", "--configured", "--config", config.toString());

        assertThat(download.end()).isZero();
        assertThat(String.join("\n", download.out()))
                .contains("weights is ready", "extra is optional, and missing: There is no file");
        Command path = command("models", "path", "weights", "--config", config.toString());
        assertThat(path.end()).isZero();
    }

    @Test
    void without_any_model_it_is_wrong_usage() throws Exception {
        Command download = command("models", "download");

        assertThat(download.end()).isEqualTo(2);
        assertThat(download.error()).first().asString().contains("Name a REF");
    }

    private Command command(String... words) throws IOException {
        String[] all = Stream.concat(
                        Stream.of(
                                "--endpoint",
                                hub.endpoint().toString(),
                                "--hub-cache",
                                "" + folder.resolve("hub cache")),
                        Stream.of(words))
                .toArray(String[]::new);
        Command command = Command.start(folder, all);
        started.add(command);
        return command;
    }

    private static boolean holdsTheToken(Path file) {
        try {
            return new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1)
                    .contains(Command.TOKEN);
        } catch (IOException gone) {
            return false;
        }
    }
}
