package io.headwater.speech.transcript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class SegmentTest {
    @Test
    void what_was_heard_in_a_window_moves_to_its_place_in_the_file() {
        assertThat(new Segment(0, 4_980, "alpha").later(60_000)).isEqualTo(new Segment(60_000, 64_980, "alpha"));
    }

    @Test
    void a_segment_that_ends_before_it_begins_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Segment(10, 9, "alpha"))
                .withMessageContaining("10 to 9");
    }
}
