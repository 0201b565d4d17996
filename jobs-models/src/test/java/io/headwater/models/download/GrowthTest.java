package io.headwater.models.download;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GrowthTest {
    private final Growth growth = begun(8);

    /** Which has seen the first bytes come. */
    private static Growth begun(int most) {
        var growth = new Growth(most, 0);
        growth.more(1, 1, true, 0);
        return growth;
    }

    @Test
    void M4_what_has_not_settled_yet_is_no_reason_for_more() {
        var fresh = new Growth(8, 0);

        assertThat(fresh.more(0, 1, false, 0)).as("no answer yet").isZero();
        assertThat(fresh.more(0, 1, false, 0)).as("nor now").isZero();
        assertThat(fresh.more(100, 1, true, 0)).as("the first bytes").isZero();
        assertThat(fresh.more(300, 1, true, 0)).isEqualTo(1);
    }

    @Test
    void M4_connections_double_as_long_as_that_pays() {
        assertThat(growth.more(100, 1, true, 0)).isEqualTo(1);
        assertThat(growth.more(250, 2, true, 0)).as("still settling").isZero();
        assertThat(growth.more(400, 2, true, 0)).isEqualTo(2);
        assertThat(growth.more(600, 4, true, 0)).as("still settling").isZero();
        assertThat(growth.more(800, 4, true, 0)).isEqualTo(4);
    }

    @Test
    void M4_a_source_that_gives_each_connection_its_share_is_asked_for_all_of_them_at_once() {
        assertThat(growth.more(100, 1, true, 0)).isEqualTo(1);
        assertThat(growth.more(250, 2, true, 0)).as("still settling").isZero();
        assertThat(growth.more(450, 2, true, 0)).isEqualTo(6);
    }

    @Test
    void M4_a_source_that_has_not_answered_all_of_them_is_not_asked_for_more() {
        growth.more(100, 1, true, 0);

        assertThat(growth.more(250, 2, false, 0)).isZero();
        assertThat(growth.more(450, 2, false, 0)).isZero();
        assertThat(growth.more(650, 2, true, 0)).as("now it may settle").isZero();
        assertThat(growth.more(850, 2, true, 0)).isEqualTo(6);
    }

    @Test
    void M4_a_doubling_that_brings_nothing_is_the_last() {
        growth.more(100, 1, true, 0);
        growth.more(200, 2, true, 0);

        assertThat(growth.more(310, 2, true, 0)).isZero();
        assertThat(growth.more(420, 2, true, 0)).isZero();
        assertThat(growth.more(10_000, 2, true, 0)).as("it is over").isZero();
    }

    @Test
    void M4_one_slow_moment_does_not_decide_that() {
        growth.more(100, 1, true, 0);
        growth.more(200, 2, true, 0);

        assertThat(growth.more(210, 2, true, 0)).isZero();
        assertThat(growth.more(410, 2, true, 0)).isEqualTo(6);
    }

    @Test
    void M4_a_source_that_is_faster_than_the_disk_keeps_its_one_connection() {
        assertThat(growth.more(100, 1, true, 0.9)).isZero();
        assertThat(growth.more(200, 1, true, 0.1)).as("until it is slower").isEqualTo(1);
    }

    @Test
    void M4_there_are_never_more_than_allowed() {
        var small = begun(3);
        small.more(100, 1, true, 0);
        small.more(200, 2, true, 0);

        assertThat(small.more(400, 2, true, 0)).isEqualTo(1);
        small.more(600, 3, true, 0);
        assertThat(small.more(2_000, 3, true, 0)).isZero();
    }

    @Test
    void M4_a_source_that_has_refused_one_is_not_asked_for_more() {
        growth.giveUp();

        assertThat(growth.more(100, 1, true, 0)).isZero();
    }
}
