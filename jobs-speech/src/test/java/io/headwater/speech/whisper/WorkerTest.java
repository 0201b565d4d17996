package io.headwater.speech.whisper;

import static io.headwater.testkit.whisper.Word.ALPHA;
import static io.headwater.testkit.whisper.Word.BRAVO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.headwater.jobs.JobException;
import io.headwater.speech.SpeechEngine.Heard;
import io.headwater.speech.SpeechEngine.Options;
import io.headwater.speech.SpeechEngine.Session;
import io.headwater.speech.transcript.Segment;
import io.headwater.testkit.whisper.TinyWhisper;
import io.headwater.testkit.whisper.Tones;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process of its own is for. A stop that had to wait for the window would take minutes, and fail by the time limit. */
class WorkerTest {
    private static final TinyWhisper QUICK = TinyWhisper.ofSteps(5);

    /** Works for minutes on half a minute of sound. */
    private static final TinyWhisper SLOW =
            TinyWhisper.ofSteps(1).withAudioContext(1_500).withLayers(64);

    @TempDir
    private Path folder;

    @AfterEach
    void nobody_is_left_behind() {
        assertThat(Workers.of(ProcessHandle.current())).isEmpty();
    }

    @Nested
    class In_the_middle_of_a_window {
        @Test
        void closing_ends_it_at_once() throws Exception {
            try (Session session = open(SLOW)) {
                FutureTask<Heard> window = inAnotherThread(session);
                ProcessHandle worker = Workers.hearing(ProcessHandle.current());

                session.close();

                assertThat(worker.isAlive()).isFalse();
                assertThat(failureOf(window)).isInstanceOf(CancellationException.class);
            }
        }

        @Test
        void K07_the_worker_crashes_and_its_last_words_are_told() throws Exception {
            try (Session session = open(SLOW)) {
                FutureTask<Heard> window = inAnotherThread(session);
                long worker = Workers.hearing(ProcessHandle.current()).pid();
                new ProcessBuilder("kill", "-SEGV", Long.toString(worker)).start();

                assertThat(failureOf(window))
                        .isInstanceOf(JobException.Execution.class)
                        .hasMessageContaining("ended on its own")
                        .hasMessageContaining("SIGSEGV");
            }
        }

        @Test
        void interrupting_the_thread_ends_it_at_once() throws Exception {
            try (Session session = open(SLOW)) {
                var window = new FutureTask<>(() -> hear(session));
                var thread = new Thread(window);
                thread.start();
                ProcessHandle worker = Workers.hearing(ProcessHandle.current());

                thread.interrupt();

                assertThat(failureOf(window)).isInstanceOf(CancellationException.class);
                assertThat(worker.isAlive()).isFalse();
            }
        }

        @Test
        void K07_the_worker_is_killed_which_is_told_and_the_next_window_has_another_one() throws Exception {
            try (Session session = open(SLOW)) {
                FutureTask<Heard> window = inAnotherThread(session);
                Workers.hearing(ProcessHandle.current()).destroyForcibly();
                assertThat(failureOf(window))
                        .isInstanceOf(JobException.Execution.class)
                        .hasMessageContaining("status 137")
                        .satisfies(failure ->
                                assertThat(((JobException) failure).retryable()).isFalse());

                QUICK.write(folder.resolve("model.bin"));

                assertThat(hear(session).segments()).hasSize(6);
            }
        }

        @Test
        void K08_the_host_is_killed_and_the_worker_goes_with_it_and_leaves_nothing() throws Exception {
            Path temporary = Files.createDirectory(folder.resolve("tmp"));
            Process host = host("worker", SLOW, temporary);
            try {
                ProcessHandle worker = Workers.hearing(host.toHandle());
                assertThat(temporary).isNotEmptyDirectory();

                host.destroyForcibly().waitFor();

                worker.onExit().get();
                assertThat(temporary).isEmptyDirectory();
            } finally {
                host.destroyForcibly();
            }
        }
    }

    @Test
    void the_native_library_leaves_nothing_behind() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("tmp"));

        assertThat(host("itself", QUICK, temporary).waitFor()).isZero();

        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void closing_before_the_model_has_loaded_ends_it_too() throws IOException {
        Session session = open(QUICK);
        assertThat(Workers.of(ProcessHandle.current())).hasSize(1);

        session.close();
    }

    @Test
    void where_there_is_no_java_program_that_is_told() throws IOException {
        Path model = QUICK.write(folder.resolve("model.bin"));
        String home = System.setProperty("java.home", folder.toString());
        try {
            assertThatExceptionOfType(JobException.Environment.class)
                    .isThrownBy(() -> WhisperEngine.inWorker().open(model, Options.defaults()))
                    .withMessageContaining("cannot be started")
                    .satisfies(failure -> assertThat(failure.hint()).contains("bin/java", "inProcess()"));
        } finally {
            System.setProperty("java.home", home);
        }
    }

    /** Without the walk over the file: it stands for all that the walk cannot see. */
    @Test
    void K07_native_code_that_aborts_does_not_end_the_host() throws IOException {
        Path model = QUICK.write(folder.resolve("model.bin"));
        Files.write(model, Arrays.copyOf(Files.readAllBytes(model), 20));
        try (Session session = new WorkerSession(model, Options.defaults())) {
            assertThatExceptionOfType(JobException.Execution.class)
                    .isThrownBy(() -> hear(session))
                    .withMessageContaining(model.toString())
                    .withMessageContaining("status 134: it aborted")
                    .withMessageContaining("it said: ");

            QUICK.write(model);

            assertThat(hear(session).segments()).hasSize(6);
        }
    }

    @Test
    void a_model_that_whisper_refuses_is_told_with_its_reason() throws IOException {
        Path model = folder.resolve("model.bin");
        byte[] bytes = QUICK.bytes();
        bytes[11 * 4] = 0; // now it says that it is all in 32 bits
        Files.write(model, bytes);
        for (Consumer<Path> engine : List.<Consumer<Path>>of(
                path -> hear(WhisperEngine.inWorker().open(path, Options.defaults())),
                path -> WhisperEngine.inProcess().open(path, Options.defaults()))) {
            assertThatExceptionOfType(JobException.Environment.class)
                    .isThrownBy(() -> engine.accept(model))
                    .withMessageContaining("wrong size in model file");
        }
    }

    @Test
    void two_who_share_a_session_take_turns() throws Exception {
        try (Session session = open(QUICK)) {
            FutureTask<Heard> one = inAnotherThread(session);
            FutureTask<Heard> other = inAnotherThread(session);

            assertThat(one.get()).isEqualTo(other.get());
        }
    }

    /** In this process a window cannot be stopped; freeing what it works on would end the JVM. */
    @Test
    void without_a_worker_closing_waits_for_the_window() throws Exception {
        Path model =
                TinyWhisper.ofSteps(15).withAudioContext(1_500).withLayers(8).write(folder.resolve("model.bin"));
        Session session = WhisperEngine.inProcess().open(model, Options.defaults());
        var window = new FutureTask<>(() -> hear(session));
        var thread = new Thread(window);
        thread.start();
        while (!isInNativeCode(thread)) {
            Thread.onSpinWait();
        }

        session.close();

        assertThat(window.get().segments()).extracting(Segment::text).hasSize(2);
    }

    private static boolean isInNativeCode(Thread thread) {
        StackTraceElement[] stack = thread.getStackTrace();
        return stack.length > 0
                && stack[0].isNativeMethod()
                && stack[0].getMethodName().equals("full");
    }

    static float[] halfAMinute() {
        return Tones.of(Duration.ofSeconds(5), ALPHA, BRAVO).repeated(3).samples();
    }

    private Process host(String where, TinyWhisper model, Path temporary) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        HostMain.class.getName(),
                        where,
                        model.write(folder.resolve("model.bin")).toString())
                .inheritIO()
                .start();
    }

    private Session open(TinyWhisper model) throws IOException {
        return WhisperEngine.inWorker().open(model.write(folder.resolve("model.bin")), Options.defaults());
    }

    private static FutureTask<Heard> inAnotherThread(Session session) {
        var window = new FutureTask<>(() -> hear(session));
        new Thread(window).start();
        return window;
    }

    private static Heard hear(Session session) {
        float[] window = halfAMinute();
        return session.transcribe(window, window.length, "en");
    }

    private static Throwable failureOf(FutureTask<?> task) throws InterruptedException {
        try {
            throw new AssertionError("it was heard to the end: " + task.get());
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }
}
