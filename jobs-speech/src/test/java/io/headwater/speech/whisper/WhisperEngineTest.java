package io.headwater.speech.whisper;

import static io.headwater.testkit.whisper.Word.ALPHA;
import static io.headwater.testkit.whisper.Word.BRAVO;
import static io.headwater.testkit.whisper.Word.CHARLIE;
import static io.headwater.testkit.whisper.Word.DELTA;
import static io.headwater.testkit.whisper.Word.QUIET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.headwater.jobs.JobException;
import io.headwater.speech.SpeechEngine;
import io.headwater.speech.SpeechEngine.Heard;
import io.headwater.speech.SpeechEngine.Options;
import io.headwater.speech.SpeechEngine.Session;
import io.headwater.speech.transcript.Segment;
import io.headwater.testkit.whisper.TinyWhisper;
import io.headwater.testkit.whisper.Tones;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Both engines answer alike; only what a stop and a crash do is different. */
class WhisperEngineTest {
    private static final Duration STEP = Duration.ofSeconds(5);

    @TempDir
    private static Path folder;

    @Nested
    class In_a_worker extends Answers {
        @Override
        SpeechEngine engine() {
            return WhisperEngine.inWorker();
        }
    }

    @Nested
    class In_this_process extends Answers {
        @Override
        SpeechEngine engine() {
            return WhisperEngine.inProcess();
        }
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    abstract static class Answers {
        private Session session;

        abstract SpeechEngine engine();

        @BeforeAll
        void open() throws IOException {
            Path model = TinyWhisper.ofSteps(5).write(folder.resolve(getClass().getSimpleName() + ".bin"));
            session = engine().open(model, Options.defaults());
        }

        @AfterAll
        void close() {
            session.close();
        }

        @Test
        void a_full_window_is_heard_word_for_word() {
            Heard heard = hear(
                    Tones.of(STEP, ALPHA, BRAVO, CHARLIE, DELTA, QUIET, BRAVO).samples(), "en");

            assertThat(heard.segments())
                    .containsExactly(
                            new Segment(0, 4_980, "alpha"),
                            new Segment(5_000, 9_980, "bravo"),
                            new Segment(10_000, 14_980, "charlie"),
                            new Segment(15_000, 19_980, "delta"),
                            new Segment(20_000, 24_980, "quiet"),
                            new Segment(25_000, 29_980, "bravo"));
            assertThat(heard.language()).isEqualTo("en");
        }

        @Test
        void a_shorter_window_is_heard_to_its_end_and_no_further() {
            Heard heard = hear(Arrays.copyOf(Tones.of(STEP, ALPHA, BRAVO).samples(), 6 * 16_000), "en");

            assertThat(heard.segments())
                    .startsWith(new Segment(0, 4_980, "alpha"))
                    .allSatisfy(segment -> assertThat(segment.endMillis()).isLessThanOrEqualTo(6_000));
            assertThat(heard.segments()).hasSize(2);
        }

        @Test
        void a_second_of_sound_which_whisper_alone_leaves_out_is_heard() {
            Heard heard = hear(Arrays.copyOf(Tones.of(STEP, DELTA).samples(), 16_000), "en");

            assertThat(heard.segments()).extracting(Segment::endMillis).containsExactly(1_000L);
        }

        @Test
        void too_few_samples_to_be_heard_safely_are_heard_as_well() {
            assertThat(hear(new float[100], "en").segments())
                    .allSatisfy(segment -> assertThat(segment.endMillis()).isLessThanOrEqualTo(6));
            assertThat(hear(new float[0], "en").segments()).isEmpty();
        }

        @Test
        void what_lies_behind_the_samples_does_not_count() {
            float[] window = Tones.of(STEP, ALPHA, DELTA).samples();

            Heard heard = session.transcribe(window, window.length / 2, "en");

            assertThat(heard.segments()).containsExactly(new Segment(0, 4_980, "alpha"));
        }

        @Test
        void a_language_is_found_out_when_none_is_given() {
            assertThat(hear(Tones.of(STEP, ALPHA).samples(), null).language()).isEqualTo(TinyWhisper.LANGUAGE);
        }

        @Test
        void a_language_that_there_is_not_is_refused_and_the_next_window_is_heard() {
            assertThatExceptionOfType(JobException.Invalid.class)
                    .isThrownBy(() -> hear(new float[16_000], "qq"))
                    .withMessageContaining("\"qq\"");

            assertThat(hear(Tones.of(STEP, ALPHA).samples(), "de").segments())
                    .extracting(Segment::text)
                    .containsExactly("alpha");
        }

        @Test
        void the_same_window_is_heard_the_same_again() {
            float[] window = Tones.of(Duration.ofMillis(700), ALPHA, DELTA, QUIET)
                    .repeated(9)
                    .samples();

            assertThat(hear(window, "en")).isEqualTo(hear(window, "en"));
        }

        @Test
        void more_than_a_window_is_refused() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> session.transcribe(new float[600_000], 480_001, "en"))
                    .withMessageContaining("480001");
            assertThatIllegalArgumentException().isThrownBy(() -> session.transcribe(new float[10], 11, "en"));
        }

        @Test
        void a_damaged_model_is_refused_before_native_code_sees_it() throws IOException {
            Path cut = folder.resolve("cut.bin");
            Files.write(cut, Arrays.copyOf(TinyWhisper.ofSteps(5).bytes(), 5_000));

            assertThatExceptionOfType(JobException.Integrity.class)
                    .isThrownBy(() -> engine().open(cut, Options.defaults()));
        }

        @Test
        void emoji_come_through_as_far_as_they_can() throws IOException {
            Path model = folder.resolve("emoji-" + getClass().getSimpleName() + ".bin");
            byte[] bytes = TinyWhisper.ofSteps(5).bytes();
            replace(bytes, " charlie", " 😀 ok");
            Files.write(model, bytes);

            try (Session emoji = engine().open(model, Options.defaults())) {
                float[] window = Tones.of(STEP, CHARLIE).samples();
                assertThat(emoji.transcribe(window, window.length, "en").segments())
                        .containsExactly(new Segment(0, 4_980, "😀"));
            }
        }

        @Test
        void two_threads_hear_what_one_hears() throws IOException {
            Path model = folder.resolve(getClass().getSimpleName() + ".bin");
            try (Session both = engine().open(model, new Options(2))) {
                float[] window = Tones.of(STEP, DELTA, ALPHA).samples();
                assertThat(both.transcribe(window, window.length, "en")).isEqualTo(hear(window, "en"));
            }
        }

        @Test
        void nothing_is_heard_after_the_end() {
            Session other = engine().open(folder.resolve(getClass().getSimpleName() + ".bin"), Options.defaults());
            other.close();
            other.close();

            assertThatExceptionOfType(CancellationException.class)
                    .isThrownBy(() -> other.transcribe(new float[16_000], 16_000, "en"));
        }

        private Heard hear(float[] window, String language) {
            return session.transcribe(window, window.length, language);
        }

        private static void replace(byte[] bytes, String word, String other) {
            byte[] from = word.getBytes(StandardCharsets.UTF_8);
            byte[] to = other.getBytes(StandardCharsets.UTF_8);
            assertThat(to).hasSameSizeAs(from);
            for (int i = 0; i < 10_000; i++) {
                if (Arrays.equals(bytes, i, i + from.length, from, 0, from.length)) {
                    System.arraycopy(to, 0, bytes, i, to.length);
                    return;
                }
            }
            throw new AssertionError("no " + word);
        }
    }
}
