package io.headwater.models.ref;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChecksumTest {
    @ParameterizedTest
    @CsvSource({
        "sha256,      SHA-256,     64, sha256",
        "SHA-256,     SHA-256,     64, sha256",
        "sha1,        SHA-1,       40, sha1",
        "SHA,         SHA-1,       40, sha1",
        "sha384,      SHA-384,     96, sha384",
        "sha512/256,  SHA-512/256, 64, sha512/256",
        "sha3-512,    SHA3-512,   128, sha3-512",
        "MD5,         MD5,         32, md5",
    })
    void an_algorithm_may_be_spelled_as_people_do(String spelled, String algorithm, int digits, String brief) {
        var checksum = new Checksum(spelled, "AB".repeat(digits / 2));

        assertThat(checksum.algorithm()).isEqualTo(algorithm);
        assertThat(checksum).hasToString(brief + "=" + "ab".repeat(digits / 2));
        assertThat(Checksum.parse(checksum.toString())).isEqualTo(checksum);
    }

    @Test
    void those_that_every_jdk_has_are_listed_once() {
        assertThat(Checksum.algorithms()).contains("md5", "sha1", "sha256", "sha512", "sha512/256", "sha3-256");
        assertThat(Checksum.algorithms()).doesNotContain("sha", "sha-256");
    }

    @Test
    void an_unknown_algorithm_lists_those_that_there_are() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Checksum.parse("crc32=00"))
                .withMessageContaining("no checksum algorithm \"crc32\"")
                .withMessageContaining("md5, sha1")
                .withMessageContaining("sha256");
    }

    @Test
    void a_wrong_length_says_what_the_right_one_is() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Checksum.parse("sha256=abc"))
                .withMessageContaining("sha256 has 64 hexadecimal digits")
                .withMessageContaining("this one has 3; the lengths are md2 32, md5 32, sha1 40, ");
        assertThatIllegalArgumentException().isThrownBy(() -> Checksum.sha256("g".repeat(64)));
        assertThatIllegalArgumentException().isThrownBy(() -> Checksum.parse("abc"));
    }
}
