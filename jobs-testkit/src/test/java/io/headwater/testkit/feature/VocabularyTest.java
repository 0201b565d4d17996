package io.headwater.testkit.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.headwater.jobs.JobId;
import io.headwater.jobs.RetryPolicy;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class VocabularyTest {
    @Nested
    class An_id {
        @Test
        void is_thirteen_characters_that_are_read_back() {
            for (long value : new long[] {1, 31, 32, 1_700_000_000_000L << 20, Long.MAX_VALUE}) {
                var id = new JobId(value);
                assertThat(id.toString()).hasSize(13);
                assertThat(JobId.parse(id.toString())).isEqualTo(id);
                assertThat(JobId.parse(id.toString().toLowerCase(java.util.Locale.ROOT)))
                        .isEqualTo(id);
                assertThat(id.toString()).endsWith(id.brief());
            }
        }

        @Test
        void forgives_letters_that_look_like_digits() {
            assertThat(JobId.parse("00000000000IO")).isEqualTo(JobId.parse("0000000000010"));
        }

        @Test
        void is_not_just_any_text() {
            for (String text : new String[] {"", "123", "U000000000000", "ZZZZZZZZZZZZZ", "0000000000000"}) {
                assertThatIllegalArgumentException().isThrownBy(() -> JobId.parse(text));
            }
        }
    }

    @Nested
    class The_ending_of_an_id {
        @Test
        void stands_for_the_last_bits_of_it() {
            for (long value : new long[] {1, 31, 32, 1_700_000_000_000L << 20, Long.MAX_VALUE}) {
                String id = new JobId(value).toString();
                for (int length = 1; length <= id.length(); length++) {
                    var ending = JobId.Ending.parse(id.substring(id.length() - length));
                    assertThat(value & ending.mask()).isEqualTo(ending.value());
                    assertThat((value ^ 1) & ending.mask()).isNotEqualTo(ending.value());
                }
            }
        }

        @Test
        void is_not_just_any_text() {
            for (String text : new String[] {"", "U", "7-", "00000000000001", "ZZZZZZZZZZZZZ"}) {
                assertThatIllegalArgumentException().isThrownBy(() -> JobId.Ending.parse(text));
            }
        }
    }

    @Nested
    class A_retry_policy {
        @Test
        void rests_twice_as_long_each_time_up_to_a_limit() {
            RetryPolicy policy = RetryPolicy.defaults().withRest(Duration.ofSeconds(2), Duration.ofSeconds(30));
            assertThat(policy.restBefore(1, 0)).isEqualTo(Duration.ofSeconds(2));
            assertThat(policy.restBefore(3, 0)).isEqualTo(Duration.ofSeconds(8));
            assertThat(policy.restBefore(60, 0)).isEqualTo(Duration.ofSeconds(30));
            assertThat(policy.restBefore(1_000, 0)).isEqualTo(Duration.ofSeconds(30));
        }

        @Test
        void adds_chance_up_to_its_share() {
            assertThat(RetryPolicy.defaults().restBefore(1, 1)).isEqualTo(Duration.ofMillis(2_400));
        }
    }
}
