package io.headwater.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The command in a process of its own, as a person or a script starts it. Standard output is no terminal. */
final class Command implements AutoCloseable {
    static final String TOKEN = "hf_neverToBeSeenAnywhere";

    private static final Pattern OF_SOMEBODY =
            Pattern.compile("HF_.*|HUGGING.*|TRANSFORMERS_.*|HEADWATER_HOME|.*_proxy", Pattern.CASE_INSENSITIVE);

    private final Process process;
    private final Path out;
    private final Path error;

    private Command(Process process, Path out, Path error) {
        this.process = process;
        this.out = out;
        this.error = error;
    }

    /** @param folder for the home, the models and what is printed */
    static Command start(Path folder, String... arguments) throws IOException {
        return start(folder, Map.of(), arguments);
    }

    /** @param environment what it finds there besides */
    static Command start(Path folder, Map<String, String> environment, String... arguments) throws IOException {
        return start(folder, environment, new ProcessBuilder(words(Main.class, arguments)));
    }

    /** Behind a terminal of its own, on which {@link #types} types: what it shows is {@link #printed}. */
    static Command startAtTerminal(Path folder, Map<String, String> environment, String... arguments)
            throws IOException {
        String typed = words(Main.class, arguments).stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
        var builder = new ProcessBuilder(
                "script",
                "--quiet",
                "--return",
                "--command",
                "tty > '%s'; exec %s".formatted(folder.resolve("tty"), typed),
                "/dev/null");
        return start(folder, environment, builder);
    }

    static Command startMain(Path folder, Class<?> main, String... arguments) throws IOException {
        return start(folder, Map.of(), new ProcessBuilder(words(main, arguments)));
    }

    private static List<String> words(Class<?> main, String... arguments) {
        var words = new ArrayList<String>();
        if (Files.isDirectory(Path.of("/proc/self"))) {
            // Whoever starts a build in the background may have it ignore SIGINT, and its children with it.
            words.addAll(List.of("env", "--default-signal=INT"));
        }
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // As the manifest of the runnable jar says it; newer JDKs warn on standard error where nobody does.
        words.add("--enable-native-access=ALL-UNNAMED");
        words.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
        words.addAll(List.of(System.getProperty("java.class.path"), main.getName()));
        words.addAll(List.of(arguments));
        return words;
    }

    private static Command start(Path folder, Map<String, String> environment, ProcessBuilder builder)
            throws IOException {
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path error = Files.createTempFile(folder, "error", ".txt");
        builder.redirectOutput(out.toFile()).redirectError(error.toFile());
        // Whoever runs the tests has settings of their own.
        builder.environment()
                .keySet()
                .removeIf(name -> OF_SOMEBODY.matcher(name).matches());
        builder.environment().put("HEADWATER_HOME", folder.resolve("home").toString());
        builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        builder.environment().put("HF_TOKEN", TOKEN);
        builder.environment().putAll(environment);
        return new Command(builder.start(), out, error);
    }

    /** As {@code kill} does: {@code INT} is what Ctrl-C sends. */
    void signal(String name) throws IOException, InterruptedException {
        var kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    /** As keys are pressed: what Ctrl-C sends is the character 3. */
    void types(String keys) throws IOException {
        process.getOutputStream().write(keys.getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
    }

    /** On standard input, which ends with it. */
    void gives(String input) throws IOException {
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** As somebody does who pulls at the window of the terminal that was started in this folder. */
    static void resize(Path folder, int rows, int columns) throws IOException, InterruptedException {
        String terminal = Files.readString(folder.resolve("tty")).strip();
        var stty = new ProcessBuilder("stty", "-F", terminal, "rows", "" + rows, "columns", "" + columns);
        assertThat(stty.start().waitFor()).isZero();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    long pid() {
        return process.pid();
    }

    /** @return the exit status */
    int end() throws IOException, InterruptedException {
        int status = process.waitFor();
        assertThat(Files.readString(out) + Files.readString(error)).doesNotContain(TOKEN);
        return status;
    }

    /** Returns when that is printed. */
    void untilItPrints(String words) throws InterruptedException {
        until(words, () -> printed().contains(words));
    }

    /** Returns when that is so, while the command is at work. */
    void until(String what, BooleanSupplier so) throws InterruptedException {
        while (!so.getAsBoolean()) {
            assertThat(process.waitFor(10, TimeUnit.MILLISECONDS))
                    .as("it has ended before: %s", what)
                    .isFalse();
        }
    }

    String printed() {
        try {
            return Files.readString(out);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    List<String> out() throws IOException {
        return Files.readAllLines(out);
    }

    List<String> error() throws IOException {
        return Files.readAllLines(error);
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }
}
