package io.headwater.models.ref;

import static io.headwater.models.ref.ModelRef.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class ModelRefTest {
    private static final String DIGEST = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae";
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    @Nested
    class Every_kind {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "whisper:base",
                    "whisper:large-v3-turbo-q5_0",
                    "faster-whisper:distil-large-v3.5",
                    "tesseract:chi_sim",
                    "hf:gpt2",
                    "hf:org/name",
                    "hf:org/name@v1.0",
                    "hf:org/name@refs/pr/1",
                    "hf:org/name@" + COMMIT,
                    "hf:org/name:model.bin",
                    "hf:org/name@feature/x:data/*.json",
                    "hf:org/name:a file: with @ and ümlaut.bin",
                    "hf:datasets/org/name",
                    "hf:datasets/squad@v2:*.parquet",
                    "https://host/b.bin#sha256=" + DIGEST,
                    "https://host/b.bin#md5=0123456789abcdef0123456789abcdef",
                    "http://[::1]:8080/a%20b.bin?x=y",
                    "file:/models/my%20model",
                    "llava-7b",
                    "base.bin",
                })
        void is_read_back_from_its_text_and_from_json(String text) {
            ModelRef ref = parse(text);

            assertThat(ref).hasToString(text);
            assertThat(parse(ref.toString())).isEqualTo(ref);
            String json = JsonMapper.shared().writeValueAsString(ref);
            assertThat(json).isEqualTo("\"" + text + "\"");
            assertThat(JsonMapper.shared().readValue(json, ModelRef.class)).isEqualTo(ref);
        }

        @ParameterizedTest
        @CsvSource({
            "whisper:base,                     catalog, whisper:base",
            "hf:datasets/org/name@v1,          hub,     datasets/org/name@v1",
            "hf:org/name:model.bin,            hub,     org/name:model.bin",
            "https://host/models/b.bin?a=b,    url,     b.bin",
            "file:/models/b.bin,               local,   b.bin",
            "llava-7b,                         named,   llava-7b",
        })
        void is_told_apart_and_has_a_name_for_people(String text, String kind, String name) {
            ModelRef ref = parse(text);

            assertThat(ref.match(new KindOf())).isEqualTo(kind);
            assertThat(ref.name()).isEqualTo(name);
        }
    }

    @Nested
    class One_model_in_two_spellings {
        @ParameterizedTest
        @CsvSource({
            "HTTPS://Example.ORG/Base.bin, https://example.org/Base.bin",
            "WHISPER:base,                 whisper:base",
            "HF:org/name,                  hf:org/name",
            "hf:org/name@main,             hf:org/name",
            "hf:org/name:*,                hf:org/name",
            "hf:org/name:onnx/,            hf:org/name:onnx/*",
            "hf:org/name:data\\a.json,     hf:org/name:data/a.json",
            "https://h/b#SHA-256=" + DIGEST + ", https://h/b#sha256=" + DIGEST,
            "file:///models/b.bin,         file:/models/b.bin",
            "file://localhost/models/b,    file:/models/b",
            "file:/models/./x/../b,        file:/models/b",
            "file:/my models/b [1],        file:/my%20models/b%20%5B1%5D",
            "file:/100 % mine,             file:/100%20%25%20mine",
        })
        void is_one_reference(String text, String normal) {
            assertThat(parse(text)).isEqualTo(parse(normal)).hasToString(normal).hasSameHashCodeAs(parse(normal));
        }

        @Test
        void is_two_where_case_matters() {
            assertThat(parse("https://h/base.bin")).isNotEqualTo(parse("https://h/Base.bin"));
            assertThat(parse("hf:org/name")).isNotEqualTo(parse("hf:Org/name"));
        }
    }

    @Nested
    class A_repository {
        @Test
        void has_a_revision_and_a_selection_of_files() {
            var ref = (HubRef) parse("hf:datasets/org/name@refs/pr/12:data/*.json");

            assertThat(ref).isEqualTo(new HubRef(RepoType.DATASET, "org/name", "refs/pr/12", "data/*.json"));
            assertThat(ref.files().matches("data/a/b.json")).isTrue();
            assertThat(ref.files().matches("README.md")).isFalse();
            assertThat(ref.isOneFile()).isFalse();
        }

        @Test
        void is_all_of_it_at_main_unless_it_says_otherwise() {
            var ref = (HubRef) parse("hf:org/name");

            assertThat(ref).isEqualTo(HubRef.model("org/name"));
            assertThat(ref.revision()).isEqualTo("main");
            assertThat(ref.files()).isEqualTo(PathFilter.all());
        }

        @Test
        void may_be_one_file_of_it() {
            assertThat(((HubRef) parse("hf:org/name:a/model.bin")).isOneFile()).isTrue();
        }

        @Test
        void is_pinned_by_a_whole_commit_in_small_letters_only() {
            HubRef ref = HubRef.model("org/name");

            assertThat(ref.at(COMMIT).isPinned()).isTrue();
            assertThat(ref.at(COMMIT.toUpperCase(Locale.ROOT)).isPinned()).isFalse();
            assertThat(ref.at("0123456").isPinned()).isFalse();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "hf:",
                    "hf:/name",
                    "hf:org/",
                    "hf:datasets/",
                    "hf:a/b/c",
                    "hf:spaces/org/name",
                    "hf:org/-name",
                    "hf:org/name.",
                    "hf:.org/name",
                    "hf:org/na--me",
                    "hf:org/na..me",
                    "hf:org/name.git",
                    "hf:org/na me",
                    "hf:org/näme",
                    "hf:..",
                    "hf:org/..",
                    "hf:../../etc/passwd",
                    "hf:org/name@",
                    "hf:org/name@..",
                    "hf:org/name@a/../b",
                    "hf:org/name@/a",
                    "hf:org/name@a/",
                    "hf:org/name@a//b",
                    "hf:org/name@.hidden",
                    "hf:org/name@a/.hidden",
                    "hf:org/name@a.lock",
                    "hf:org/name@-a",
                    "hf:org/name@a b",
                    "hf:org/name@a\\b",
                    "hf:org/name@a^",
                    "hf:org/name:",
                    "hf:org/name:/etc/passwd",
                    "hf:org/name:..",
                    "hf:org/name:../x",
                    "hf:org/name:a/../x",
                    "hf:org/name:a\\..\\x",
                    "hf:org/name:./x",
                })
        void is_refused_with_an_example_when_the_hub_would_not_have_it(String text) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> parse(text))
                    .withMessageContaining("for example hf:org/name");
        }

        @Test
        void has_parts_of_96_characters_at_most() {
            assertThat(parse("hf:org/" + "n".repeat(96))).isInstanceOf(HubRef.class);
            assertThatIllegalArgumentException().isThrownBy(() -> parse("hf:org/" + "n".repeat(97)));
        }
    }

    @Nested
    class A_url {
        @Test
        void names_a_file_at_a_host() {
            var ref = (UrlRef) parse("https://example.org/models/base.bin");

            assertThat(ref.location()).isEqualTo(URI.create("https://example.org/models/base.bin"));
            assertThat(ref.checksum()).isNull();
            assertThat(ref.sha256()).isNull();
        }

        @Test
        void may_carry_the_digest_of_its_file() {
            var ref = (UrlRef) parse("https://h/b#sha256=" + DIGEST.toUpperCase(Locale.ROOT));

            assertThat(ref.checksum()).isEqualTo(Checksum.sha256(DIGEST));
            assertThat(ref.sha256()).isEqualTo(DIGEST);
            assertThat(((UrlRef) parse("https://h/b#md5=" + "0".repeat(32))).sha256())
                    .isNull();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "https:base.bin",
                    "https:///base.bin",
                    "https://host",
                    "https://host/",
                    "https://host/models/",
                    "https://host/base.bin#",
                    "https://host/base.bin#md5=0",
                    "https://host/base.bin#crc32=00000000",
                    "https://host/base.bin#sha256=",
                    "https://host/base.bin#sha256=../../etc",
                    "https://host/ba se.bin",
                })
        void is_refused_when_it_names_no_file_at_a_host(String text) {
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
        void is_refused_when_not_every_system_can_store_its_name(String name) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> parse("https://host/" + name))
                    .withMessageContaining("name that a file can have");
        }

        @Test
        void is_refused_when_its_name_is_too_long() {
            assertThatIllegalArgumentException().isThrownBy(() -> parse("https://host/" + "n".repeat(181)));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "https://user:secret@host/b",
                    "ftp://user:secret@host/b",
                    "user:secret@host/b",
                    "https://user:secret @host/b",
                    "https://user:secret@host/b#md5=0"
                })
        void is_refused_with_a_password_which_is_not_repeated(String text) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> parse(text))
                    .satisfies(refusal -> assertThat(refusal).hasNoCause())
                    .withMessageNotContaining("secret");
        }
    }

    @Nested
    class A_place_on_this_machine {
        @Test
        void is_a_whole_path() {
            assertThat(parse("file:/models/my%20model")).isEqualTo(new LocalRef(Path.of("/models/my model")));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "file:",
                    "file:/",
                    "file:models/b",
                    "file:~/b",
                    "file://host/b",
                    "file:/b?c",
                    "file:/b#c",
                    "file:/a%00b"
                })
        void is_refused_when_it_is_something_else(String text) {
            assertThatIllegalArgumentException().isThrownBy(() -> parse(text));
        }
    }

    @Nested
    class What_is_none {
        @ParameterizedTest
        @CsvSource({
            "wisper:base,         Did you mean whisper:",
            "ftp://host/base.bin, Did you mean http:",
            "s3://bucket/base,    Did you mean hf:",
            "somewhere:base,      Valid are whisper:",
            "/models/base.bin,    for example file:/models/base.bin",
            "org/name,            hf:org/name",
            "'',                  whisper:base",
            "a b,                 letters",
            "whisper:,            whisper:base",
            "whisper:../x,        whisper:base",
            "tesseract:a/b,       whisper:base",
        })
        void is_refused_with_what_may_have_been_meant(String text, String help) {
            assertThatIllegalArgumentException().isThrownBy(() -> parse(text)).withMessageContaining(help);
        }

        @ParameterizedTest
        @ValueSource(strings = {"https://h/b?", "hf:org/name:", "file:/", "n", "whisper:"})
        void is_what_nobody_could_read(String beginning) {
            assertThatIllegalArgumentException().isThrownBy(() -> parse(beginning + "q".repeat(1_000)));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> parse(beginning + "line\nbreak"))
                    .withMessageContaining("cannot be seen");
        }
    }

    private static final class KindOf implements ModelRef.Cases<String> {
        @Override
        public String catalog(CatalogRef ref) {
            return "catalog";
        }

        @Override
        public String hub(HubRef ref) {
            return "hub";
        }

        @Override
        public String url(UrlRef ref) {
            return "url";
        }

        @Override
        public String local(LocalRef ref) {
            return "local";
        }

        @Override
        public String named(NamedRef ref) {
            return "named";
        }
    }
}
