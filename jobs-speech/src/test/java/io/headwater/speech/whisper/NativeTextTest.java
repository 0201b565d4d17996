package io.headwater.speech.whisper;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NativeTextTest {
    @Test
    void the_four_bytes_of_a_character_become_one_again() {
        assertThat(NativeText.mended(" \u00f0\u009f\u0098\u0080 yes")).isEqualTo(" 😀 yes");
    }

    @Test
    void a_character_that_is_cut_at_the_end_is_marked() {
        assertThat(NativeText.mended("so \u00f0\u009f\u0098")).isEqualTo("so \ufffd");
        assertThat(NativeText.mended("so \u00f0\u009f")).isEqualTo("so \ufffd");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Það »við«", "«já, við»", "日本語", "naïve café", ""})
    void text_that_only_looks_alike_stays(String text) {
        assertThat(NativeText.mended(text)).isEqualTo(text);
    }
}
