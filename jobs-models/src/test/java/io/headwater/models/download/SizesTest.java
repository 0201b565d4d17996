package io.headwater.models.download;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizesTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 bytes",
        "999, 999 bytes",
        "1000, 1.0 kB",
        "9949, 9.9 kB",
        "9950, 10 kB",
        "999499, 999 kB",
        "999500, 1.0 MB",
        "142000000, 142 MB",
        "2900000000, 2.9 GB",
        "9223372036854775807, 9.2 EB",
    })
    void bytes_read_like_in_a_shop(long bytes, String readable) {
        assertThat(Sizes.readable(bytes)).isEqualTo(readable);
    }
}
