package io.headwater.models.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetryAfterTest {
    @Test
    void S12_seconds_are_seconds() {
        assertThat(told(429, "Retry-After", "7")).contains(Duration.ofSeconds(7));
    }

    @Test
    void S12_a_date_is_read_by_the_clock_of_its_author() {
        assertThat(told(503, "Retry-After", "Sat, 01 Jan 2000 00:01:30 GMT", "Date", "Sat, 01 Jan 2000 00:00:00 GMT"))
                .contains(Duration.ofSeconds(90));
        assertThat(told(503, "Retry-After", "Sat, 01 Jan 2000 00:00:00 GMT", "Date", "Sat, 01 Jan 2000 00:01:30 GMT"))
                .contains(Duration.ZERO);
        assertThat(told(503, "Retry-After", "Sat, 01 Jan 2000 00:00:00 GMT")).isEmpty();
    }

    @Test
    void S12_the_hubs_limit_comes_first_and_the_second_that_has_begun_counts() {
        assertThat(told(429, "RateLimit", "\"resolvers\";r=0;t=55", "Retry-After", "300"))
                .contains(Duration.ofSeconds(56));
        assertThat(told(503, "RateLimit", "\"resolvers\";r=9;t=55"))
                .as("it stands on every answer")
                .isEmpty();
    }

    @Test
    void S12_a_year_is_a_quarter_of_an_hour() {
        assertThat(told(429, "Retry-After", "31536000")).contains(Duration.ofMinutes(15));
    }

    @Test
    void S12_nonsense_is_nothing() {
        assertThat(told(429, "Retry-After", "soon", "Date", "Sat, 01 Jan 2000 00:00:00 GMT"))
                .isEmpty();
        assertThat(told(429, "Retry-After", "99999999999999999999")).isEmpty();
        assertThat(told(429)).isEmpty();
    }

    private static Optional<Duration> told(int status, String... namesAndValues) {
        var headers = new DefaultHttpHeaders();
        for (int place = 0; place < namesAndValues.length; place += 2) {
            headers.set(namesAndValues[place], namesAndValues[place + 1]);
        }
        return RetryAfter.toldBy(status, headers);
    }
}
