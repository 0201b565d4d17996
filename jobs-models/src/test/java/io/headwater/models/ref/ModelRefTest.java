package io.headwater.models.ref;

import static io.headwater.models.ref.ModelRef.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class ModelRefTest {
    private static final String DIGEST = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae";

    @Nested
    class A_url {
        @Test
        void is_a_reference() {
            ModelRef ref = parse("https://example.org/models/base.bin");

            assertThat(ref.location()).isEqualTo(URI.create("https://example.org/models/base.bin"));
            assertThat(ref.sha256()).isNull();
            assertThat(ref.name()).isEqualTo("base.bin");
        }

        @Test
        void may_carry_the_digest_of_its_file() {
            ModelRef ref = parse("https://example.org/base.bin#sha256=" + DIGEST.toUpperCase(java.util.Locale.ROOT));

            assertThat(ref.sha256()).isEqualTo(DIGEST);
            assertThat(ref).hasToString("https://example.org/base.bin#sha256=" + DIGEST);
        }

        @Test
        void means_the_same_however_its_host_is_spelled() {
            assertThat(parse("HTTPS://Example.ORG/Base.bin")).isEqualTo(parse("https://example.org/Base.bin"));
            assertThat(parse("https://example.org/base.bin")).isNotEqualTo(parse("https://example.org/Base.bin"));
        }

        @Test
        void keeps_its_query_out_of_the_name() {
            assertThat(parse("https://example.org/base.bin?download=true").name())
                    .isEqualTo("base.bin");
        }

        @Test
        void is_read_back_from_its_text() {
            for (String text : new String[] {"http://[::1]:8080/a%20b.bin?x=y", "https://h/$1.bin#sha256=" + DIGEST}) {
                assertThat(parse(text)).hasToString(text);
            }
        }
    }

    @Nested
    class As_json {
        @Test
        void it_is_its_text() {
            ModelRef ref = parse("https://example.org/base.bin#sha256=" + DIGEST);

            String json = JsonMapper.shared().writeValueAsString(ref);

            assertThat(json).isEqualTo("\"" + ref + "\"");
            assertThat(JsonMapper.shared().readValue(json, ModelRef.class)).isEqualTo(ref);
        }
    }

    @Nested
    class Refused {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "base.bin",
                    "/models/base.bin",
                    "file:///models/base.bin",
                    "ftp://host/base.bin",
                    "https:base.bin",
                    "https:///base.bin",
                    "https://host",
                    "https://host/",
                    "https://host/models/",
                    "https://host/base.bin#md5=0",
                    "https://host/base.bin#sha256=",
                    "https://host/base.bin#sha256=../../etc",
                    "https://host/ba se.bin",
                })
        void is_what_names_no_file_at_a_host(String text) {
            assertThatIllegalArgumentException().isThrownBy(() -> parse(text));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "..",
                    "%2e%2e",
                    ".hidden",
                    "a%2Fb",
                    "a%5Cb",
                    "a%00b",
                    "a%0Ab",
                    "a%E2%80%AEb",
                    "c%3A",
                    "con",
                    "NUL.bin",
                    "com1.bin",
                    "trailing.",
                    "trailing%20",
                    "%3Cb%3E"
                })
        void is_a_name_that_not_every_system_can_store(String name) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> parse("https://host/" + name))
                    .withMessageContaining("name that a file can have");
        }

        @Test
        void is_a_name_that_is_too_long_and_a_reference_that_is_too_long() {
            assertThatIllegalArgumentException().isThrownBy(() -> parse("https://host/" + "n".repeat(181)));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> parse("https://host/base.bin?" + "q".repeat(1_000)))
                    .withMessageContaining("longer than 1000");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "https://user:secret@host/b",
                    "ftp://user:secret@host/b",
                    "https://user:secret @host/b",
                    "https://user:secret@host/b#md5=0"
                })
        void is_a_password_and_it_is_not_repeated(String text) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> parse(text))
                    .satisfies(refusal -> assertThat(refusal).hasNoCause())
                    .withMessageNotContaining("secret");
        }
    }
}
