package io.headwater.testkit.whisper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LittleEndianTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0000",
        "1, 3c00",
        "-2, c000",
        "0.1, 2e66",
        "0.333333333, 3555",
        "65504, 7bff",
        "2047.9, 6800", // rounds up into the next exponent
        "6.1035156e-5, 0400", // the smallest with a leading one
        "6.0975552e-5, 03ff",
        "5.9604645e-8, 0001",
        "1e-8, 0000"
    })
    void a_number_in_16_bits_is_the_nearest_that_there_is(float value, String bits) throws IOException {
        var bytes = new ByteArrayOutputStream();
        new LittleEndian(bytes).float16(value);

        assertThat(bytes.toByteArray())
                .containsExactly(Integer.parseInt(bits.substring(2), 16), Integer.parseInt(bits.substring(0, 2), 16));
    }

    @Test
    void too_large_a_number_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LittleEndian(new ByteArrayOutputStream()).float16(65_520))
                .withMessageContaining("65520");
    }
}
