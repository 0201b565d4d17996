package io.headwater.testkit.whisper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

/** That it can speak is shown where there is an engine to run it: in {@code jobs-speech}. */
class TinyWhisperTest {
    @Test
    void the_same_model_has_the_same_bytes_and_another_has_others() {
        byte[] bytes = TinyWhisper.ofSteps(5).bytes();

        assertThat(bytes).isEqualTo(TinyWhisper.ofSteps(5).bytes()).hasSizeLessThan(2_000_000);
        assertThat(TinyWhisper.ofSteps(6).bytes()).isNotEqualTo(bytes);
    }

    @Test
    void what_would_not_work_is_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> TinyWhisper.ofSteps(30));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TinyWhisper.ofSteps(5).withAudioContext(249));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TinyWhisper.ofSteps(5).withLayers(65));
    }
}
