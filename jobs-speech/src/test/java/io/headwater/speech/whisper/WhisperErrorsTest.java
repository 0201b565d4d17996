package io.headwater.speech.whisper;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.Recovery;
import io.headwater.speech.whisper.WhisperException.Kind;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WhisperErrorsTest {
    @ParameterizedTest
    @EnumSource
    void what_is_about_the_model_or_the_machine_is_for_the_operator_and_what_is_about_a_window_is_not(Kind kind) {
        var failure = new WhisperException(kind, "that is why");

        assertThat(failure.about(Path.of("ears.bin")).recovery() == Recovery.FIX_THE_ENVIRONMENT)
                .isNotEqualTo(failure.concernsOneWindow());
    }
}
