package io.headwater.models.ref;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    private static final List<String> NAMES = List.of("tiny", "base", "small", "medium", "large-v2", "large-v3");

    @ParameterizedTest
    @CsvSource({"'','',0", "a,'',1", "base,base,0", "base,bass,1", "base,bsae,1", "kitten,sitting,3", "ca,abc,3"})
    void distance_counts_what_must_be_changed(String one, String other, int steps) {
        assertThat(Nearest.distance(one, other)).isEqualTo(steps);
        assertThat(Nearest.distance(other, one)).isEqualTo(steps);
    }

    @Test
    void the_nearest_come_first_and_the_far_ones_not_at_all() {
        assertThat(Nearest.to("large-v4", NAMES)).containsExactly("large-v2", "large-v3");
        assertThat(Nearest.to("Smal", NAMES)).containsExactly("small");
        assertThat(Nearest.to("gpt", NAMES)).isEmpty();
    }

    @Test
    void a_hint_names_all_where_none_is_near() {
        assertThat(Nearest.hint("bsae", NAMES)).isEqualTo(" Did you mean base?");
        assertThat(Nearest.hint("gpt", NAMES)).isEqualTo(" Valid are tiny, base, small, medium, large-v2, large-v3");
    }
}
