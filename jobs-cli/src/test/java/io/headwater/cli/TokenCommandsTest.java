package io.headwater.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.testkit.hub.HubLookAlike;
import io.headwater.testkit.hub.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real processes: what they print is searched for the token, whatever the test is about. */
class TokenCommandsTest {
    private static final String OTHER = "hf_ofSomebodyElse";

    @TempDir
    private Path folder;

    private Path config = Path.of("");

    private final HubLookAlike hub = HubLookAlike.start().token(Command.TOKEN).token(OTHER);
    private final Repository secret =
            hub.model("org/secret").file("config.json", "{}").makePrivate().letIn(Command.TOKEN);
    private final List<Command> started = new ArrayList<>();

    @BeforeEach
    void publish() throws IOException {
        config = Files.createFile(folder.resolve("headwater.yaml"));
        secret.commit();
    }

    @AfterEach
    void end() {
        started.forEach(Command::close);
        hub.close();
    }

    @Test
    void X23_a_token_is_kept_for_its_owner_alone_and_proves_who_asks_until_it_is_forgotten() throws Exception {
        assertThat(download(Map.of()).end()).isEqualTo(7);

        Command set = start(Map.of(), "  " + Command.TOKEN + "\r\n\n", "token", "set");
        assertThat(set.end()).isZero();
        assertThat(set.out()).containsExactly("The token is kept in " + kept());
        assertThat(kept()).hasContent(Command.TOKEN);
        assertThat(permissions(kept())).isEqualTo("rw-------");
        assertThat(permissions(kept().getParent())).isEqualTo("rwx------");

        assertThat(download(Map.of()).end()).isZero();

        assertThat(start(Map.of(), "", "token", "clear", "--json").end()).isZero();
        assertThat(kept()).doesNotExist();
        assertThat(download(Map.of()).end()).isEqualTo(7);
        Command nothing = start(Map.of(), "", "token", "clear");
        assertThat(nothing.end()).isZero();
        assertThat(nothing.out()).containsExactly("No token was kept");
    }

    @Test
    void what_the_environment_names_counts_more_and_what_python_has_stored_counts_less() throws Exception {
        Path named = Files.writeString(folder.resolve("named"), OTHER);
        Path pythons =
                Files.createDirectories(folder.resolve("cache/huggingface")).resolve("token");
        Files.writeString(pythons, OTHER);
        start(Map.of(), Command.TOKEN, "token", "set").end();

        assertThat(download(Map.of()).end()).isZero();
        assertThat(download(Map.of("HF_TOKEN_PATH", named.toString())).end()).isEqualTo(3);
        assertThat(download(Map.of("HF_TOKEN", OTHER)).end()).isEqualTo(3);
        assertThat(download(Map.of("HF_TOKEN_PATH", named.toString(), "HF_TOKEN", Command.TOKEN))
                        .end())
                .isZero();
    }

    @Test
    void X23_who_could_read_it_is_warned_of_once() throws Exception {
        start(Map.of(), Command.TOKEN, "token", "set").end();
        Files.setPosixFilePermissions(kept(), PosixFilePermissions.fromString("rw-r-----"));

        Command warned = download(Map.of());
        assertThat(warned.end()).isZero();
        assertThat(warned.error())
                .containsExactly("headwater: others may read the token in %1$s; to keep it from them: chmod 600 %1$s"
                        .formatted(kept()));
        Command quiet = start(Map.of(), "", "models", "show", "hf:org/secret", "--quiet");
        assertThat(quiet.end()).isZero();
        assertThat(quiet.error()).isEmpty();

        start(Map.of(), Command.TOKEN, "token", "set").end();
        assertThat(permissions(kept())).isEqualTo("rw-------");
    }

    @Test
    void X23_a_home_that_was_open_to_others_is_closed_when_it_gets_a_token() throws Exception {
        Path home = Files.createDirectory(kept().getParent());
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));

        start(Map.of(), Command.TOKEN, "token", "set").end();

        assertThat(permissions(home)).isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(home)) {
            assertThat(files).containsExactly(kept());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " \n", "hf_neverToBe\nSeenAnywhere", "hf_neverToBe\rSeenAnywhere", "hf_ never", "hf_né"})
    void X20_what_is_no_token_is_refused_and_not_repeated(String input) throws Exception {
        start(Map.of(), OTHER, "token", "set").end();

        Command refused = start(Map.of(), input, "token", "set");

        assertThat(refused.end()).isEqualTo(2);
        assertThat(refused.error()).hasSize(2);
        assertThat(String.join("", refused.error()) + refused.out()).doesNotContain("never", "Seen", "hf_");
        assertThat(kept()).hasContent(OTHER);
    }

    /** To a place of its own, so that the hub has to be asked. */
    private Command download(Map<String, String> variables) throws IOException {
        Path place = Files.createTempDirectory(folder, "place");
        return start(variables, "", "models", "download", "hf:org/secret", "--to", place.toString());
    }

    /** Without any token but what these variables say. */
    private Command start(Map<String, String> variables, String input, String... words) throws IOException {
        Map<String, String> environment = new HashMap<>(Map.of("HF_TOKEN", ""));
        environment.putAll(variables);
        Command command = Command.start(
                folder,
                environment,
                Stream.concat(
                                Stream.of(words),
                                Stream.of("--endpoint", hub.endpoint().toString(), "--config", config.toString()))
                        .toArray(String[]::new));
        started.add(command);
        command.gives(input);
        return command;
    }

    private Path kept() {
        return folder.resolve("home").resolve("token");
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
