package io.headwater.models.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {
    private static final String SHA_256_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @ParameterizedTest
    @CsvSource({
        "git-sha1, 'Hello, World!', b45ef6fec89518d314f546fd6c3025367b721684",
        "git-sha1, '', e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
        "SHA-256, '', " + SHA_256_OF_NOTHING,
        "MD5, '', d41d8cd98f00b204e9800998ecf8427e",
    })
    void it_is_what_others_compute(String algorithm, String text, String hex) {
        assertThat(RunningDigest.of(algorithm, StandardCharsets.UTF_8.encode(text)))
                .isEqualTo(new Digest(algorithm, hex));
    }

    @Test
    void a_pointer_to_a_large_file_has_the_name_that_git_gives_it() {
        String pointer = """
                version https://git-lfs.github.com/spec/v1
                oid sha256:9be78edb5b928eba33aa88f431551348f7466ba9f5ef3daf1d552398722a5436
                size 548123560
                """;

        assertThat(RunningDigest.of(Digest.GIT_SHA1, StandardCharsets.UTF_8.encode(pointer)))
                .isEqualTo(Digest.gitSha1("64eaa9c526867e404b68f2c5d66fd78e27026523"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "../..",
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85",
                SHA_256_OF_NOTHING + "0",
                "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
                "g3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            })
    void X15_what_is_no_number_of_the_right_length_is_refused(String hex) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Digest.sha256(hex))
                .withMessageContaining("64 lower-case hexadecimal digits");
    }

    @Test
    void an_unknown_algorithm_is_refused_with_those_that_there_are() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Digest("sha3000", "00"))
                .withMessageContaining("\"sha3000\"")
                .withMessageContaining("SHA-256")
                .withMessageContaining("git-sha1");
    }
}
