package io.headwater.speech.whisper;

import io.github.givimad.whisperjni.WhisperJNI;
import io.headwater.models.SearchPath;
import io.headwater.speech.SpeechEngine.Heard;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A process that runs whisper.cpp, seen from its host. It works in a folder of its own, which is gone when it is; there lie
 * for a moment the native libraries, and what it says when it dies.
 */
final class Worker {
    private static final int FIRST_JAVA_THAT_WANTS_TO_BE_TOLD = 22;
    private static final int MOST_LAST_WORDS = 400;

    /** How something came to an end that sends no more answers. */
    private static final Answer GONE = () -> {
        throw new IOException("the worker is gone");
    };

    private final Process process;
    private final Path folder;
    private final DataOutputStream out;
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();

    private Worker(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
        out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
    }

    /** It loads the model while the host goes on; only the first answer tells whether it could. */
    static Worker start(Path model, int threads) {
        try {
            Path folder = Files.createTempDirectory("headwater-whisper-").toAbsolutePath();
            try {
                var worker = new Worker(processIn(folder), folder);
                worker.listen();
                worker.say(out -> Wire.write(out, new Wire.Opening(model, threads, folder)));
                return worker;
            } catch (IOException e) {
                Scratch.delete(folder);
                throw e;
            }
        } catch (IOException e) {
            throw WhisperErrors.noWorker(String.valueOf(e.getMessage()), e);
        }
    }

    private static Process processIn(Path folder) throws IOException {
        var builder = new ProcessBuilder(command())
                .directory(folder.toFile())
                .redirectError(lastWords(folder).toFile());
        Map<String, String> environment = builder.environment();
        // Meant for the host: a debugger's port, say, cannot be opened twice.
        environment.keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        // Threads that wait for each other would spin; on a busy machine that costs many times what it gains.
        environment.put("OMP_WAIT_POLICY", "passive");
        return SearchPath.ofThisMachine().start(builder);
    }

    private static List<String> command() throws IOException {
        boolean windows = File.separatorChar == '\\';
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", windows ? "java.exe" : "java")
                .toString());
        command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
        // What it says when it dies belongs neither among the answers nor into files for somebody to find.
        command.addAll(List.of("-XX:+ErrorFileToStderr", "-XX:-CreateCoredumpOnCrash"));
        command.add("-Djava.io.tmpdir=.");
        if (Runtime.version().feature() >= FIRST_JAVA_THAT_WANTS_TO_BE_TOLD) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        String path = place(WhisperWorker.class) + File.pathSeparator + place(WhisperJNI.class);
        command.addAll(List.of("-cp", path, WhisperWorker.class.getName()));
        return command;
    }

    /** The jar or folder that a class is in; an application that keeps jars inside its own has none for us. */
    private static Path place(Class<?> type) throws IOException {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null || !source.getLocation().getProtocol().equals("file")) {
            throw new IOException("%s is in no file that a process could be given".formatted(type.getSimpleName()));
        }
        try {
            return Path.of(source.getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private void listen() {
        var listener = new Thread(this::readAnswers, "headwater-whisper-" + process.pid());
        listener.setDaemon(true);
        listener.start();
    }

    private void readAnswers() {
        try (var in = new DataInputStream(new BufferedInputStream(process.getInputStream()))) {
            while (true) {
                answers.add(readAnswer(in));
            }
        } catch (IOException | RuntimeException e) {
            answers.add(GONE);
        }
    }

    private static Answer readAnswer(DataInputStream in) throws IOException {
        try {
            Heard heard = Wire.readAnswer(in);
            return () -> heard;
        } catch (WhisperException failure) {
            return () -> {
                throw failure;
            };
        }
    }

    /**
     * @throws IOException when the process has ended, or does not make sense any more
     * @throws WhisperException when it could not do it
     */
    Heard hear(float[] window, int samples, @Nullable String language)
            throws IOException, WhisperException, InterruptedException {
        say(out -> Wire.writeWindow(out, window, samples, language));
        Answer answer = answers.take();
        return answer.open();
    }

    private void say(Saying saying) {
        try {
            saying.to(out);
        } catch (IOException e) {
            // It has ended, and what it answered before that says more than this.
        }
    }

    /** Ends it at once, whatever it does, and tidies up. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Scratch.delete(folder);
    }

    /** How it ended by itself; for that it is given a moment, after which it is helped along. */
    Ending ending() throws InterruptedException {
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        return new Ending(process.exitValue(), lastWords());
    }

    private String lastWords() {
        try {
            String said = Files.readString(lastWords(folder))
                    .replaceAll("[#\\s]+", " ")
                    .strip();
            return said.substring(0, Math.min(said.length(), MOST_LAST_WORDS));
        } catch (IOException e) {
            return "";
        }
    }

    private static Path lastWords(Path folder) {
        return folder.resolve("stderr.txt");
    }

    record Ending(int status, String lastWords) {}

    private interface Answer {
        Heard open() throws IOException, WhisperException;
    }

    private interface Saying {
        void to(DataOutputStream out) throws IOException;
    }
}
