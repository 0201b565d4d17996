package io.headwater.models.config;

import static io.headwater.models.ref.ModelRef.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.headwater.jobs.JobException;
import io.headwater.models.catalog.Catalog;
import io.headwater.models.catalog.CatalogEntry;
import io.headwater.models.catalog.Origin;
import io.headwater.models.config.EngineSettings.Durability;
import io.headwater.models.ref.Checksum;
import io.headwater.models.ref.NamedRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {
    private static final String DIGEST = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae";

    private final Surroundings surroundings = new Surroundings(
            Map.of("MODELS", "/srv/models", "REPO", "org/name"), Path.of("/home/me"), Path.of("/etc/hw"));

    @Nested
    class The_example {
        private final Configuration example = Configuration.load(Path.of("..", "headwater.yaml.example"));

        @Test
        void is_read_in_all_its_parts() {
            Path home = Platform.here().user();

            assertThat(example.models().cacheDir()).isEqualTo(home.resolve("models"));
            assertThat(example.mediaRoots()).containsExactly(home.resolve("Movies"), home.resolve("Pictures"));
            assertThat(example.engine().queues()).isEqualTo(Map.of("download", 4, "speech", 1, "ocr", 2));
            assertThat(example.models().sources()).hasSize(3);
            assertThat(example.models().sources().get(0))
                    .isEqualTo(new ModelSource(
                            new NamedRef("llava-7b"),
                            Origin.of(List.of(
                                    parse("https://models.example.org/llava-7b.bin#sha256=" + DIGEST),
                                    parse("https://mirror.example.net/llava-7b.bin#sha256=" + DIGEST))),
                            Checksum.sha256(DIGEST),
                            13_000_000_000L,
                            false,
                            null,
                            parse("hf:example/llava-7b")));
        }

        @Test
        void shows_what_holds_without_it() {
            Configuration defaults = Configuration.defaults();

            assertThat(example.models().autoDownload())
                    .isEqualTo(defaults.models().autoDownload());
            assertThat(example.models().diskSpaceFactor())
                    .isEqualTo(defaults.models().diskSpaceFactor());
            assertThat(example.engine())
                    .isEqualTo(new EngineSettings(
                            example.engine().queues(),
                            defaults.engine().durability(),
                            defaults.engine().keep(),
                            defaults.engine().max()));
        }

        @Test
        void extends_the_catalog() {
            Catalog catalog = Catalog.builtIn().with(example.models().entries());

            assertThat(catalog.find(parse("house-words")))
                    .map(CatalogEntry::origin)
                    .contains(Origin.of(parse("file:/srv/models/house-words.txt")));
            assertThat(catalog.nearest("lava-7b")).containsExactly("llava-7b");
        }
    }

    @Nested
    class What_is_not_said {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "# nothing\n",
                    "models:\nengine:\n",
                    "models: {sources: [], cache_dir: }\n",
                    "engine: {history: }"
                })
        void is_as_without_a_file(String yaml) {
            assertThat(parsed(yaml)).isEqualTo(Configuration.defaults());
        }
    }

    @Nested
    class Values {
        @Test
        void may_all_be_given() {
            Configuration configuration = parsed("""
                    models:
                      cache_dir: /var/models
                      auto_download: false
                      disk_space_factor: 1
                    engine:
                      queues:
                        download: 8
                      durability: full
                      history: { keep: 12h, max: 0 }
                    """);

            assertThat(configuration.models())
                    .isEqualTo(new ModelSettings(Path.of("/var/models"), false, 1.0, List.of()));
            assertThat(configuration.engine())
                    .isEqualTo(new EngineSettings(Map.of("download", 8), Durability.FULL, Duration.ofHours(12), 0));
        }

        @ParameterizedTest
        @CsvSource({
            "~/models,           /home/me/models",
            "'\"~\"',            /home/me",
            "${MODELS}/a,        /srv/models/a",
            "'${MODELS}${MODELS}', /srv/models/srv/models",
            "models,             /etc/hw/models",
            "../x,               /etc/x",
            "~other/x,           /etc/hw/~other/x",
        })
        void of_paths_are_expanded(String written, String meant) {
            assertThat(parsed("models: {cache_dir: %s}"
                                    .formatted(written.startsWith("$") ? "\"" + written + "\"" : written))
                            .models()
                            .cacheDir())
                    .isEqualTo(Path.of(meant));
            assertThat(parsed("media_roots:\n - %s\n - /b".formatted(written)).mediaRoots())
                    .containsExactly(Path.of(meant), Path.of("/b"));
        }

        @ParameterizedTest
        @CsvSource({"30s, 30", "15m, 900", "12h, 43200", "30d, 2592000"})
        void of_time_have_a_unit(String written, long seconds) {
            assertThat(parsed("engine: {history: {keep: %s}}".formatted(written))
                            .engine()
                            .keep())
                    .isEqualTo(Duration.ofSeconds(seconds));
        }

        @Test
        void of_the_environment_are_no_yaml() {
            var tricky = new Surroundings(Map.of("X", "a: [b # c"), Path.of("/h"), Path.of("/d"));

            assertThat(Configuration.parse("models: {cache_dir: \"/${X}\"}", "x", tricky)
                            .models()
                            .cacheDir())
                    .isEqualTo(Path.of("/a: [b # c"));
        }
    }

    @Nested
    class A_source {
        @Test
        void needs_only_name_and_url() {
            assertThat(source("url: https://host/a.bin"))
                    .isEqualTo(new ModelSource(
                            new NamedRef("a"), Origin.of(parse("https://host/a.bin")), null, null, false, null, null));
        }

        @Test
        void may_lie_anywhere() {
            assertThat(source("url: [\"hf:${REPO}:a.bin\", file:~/a.bin, http://host/a.bin]")
                            .origin()
                            .places())
                    .containsExactly(
                            parse("hf:org/name:a.bin"), parse("file:/home/me/a.bin"), parse("http://host/a.bin"));
        }

        @Test
        void has_a_checksum_of_any_algorithm_which_its_urls_carry() {
            ModelSource source =
                    source("url: https://host/a.bin\n     algorithm: MD5\n     checksum: " + "0A".repeat(16));

            assertThat(source.checksum()).isEqualTo(new Checksum("md5", "0a".repeat(16)));
            assertThat(source.origin().places()).containsExactly(parse("https://host/a.bin#md5=" + "0a".repeat(16)));
        }

        @Test
        void may_have_a_checksum_of_nothing_but_digits() {
            assertThat(source("url: https://host/a.bin\n     checksum: " + "0123".repeat(16))
                            .checksum())
                    .isEqualTo(Checksum.sha256("0123".repeat(16)));
        }

        @Test
        void is_pinned_by_its_revision_where_its_place_leaves_that_open() {
            assertThat(source("url: [hf:org/name, hf:org/name@v2]\n     revision: v1")
                            .origin()
                            .places())
                    .containsExactly(parse("hf:org/name@v1"), parse("hf:org/name@v2"));
        }

        @Test
        void may_fall_back_to_another() {
            List<ModelSource> sources = parsed("""
                            models:
                              sources:
                                - {name: a, url: "https://host/a", fallback: b}
                                - {name: b, url: "https://host/b", fallback: "whisper:base"}
                            """).models().sources();

            assertThat(sources).extracting(ModelSource::fallback).containsExactly(parse("b"), parse("whisper:base"));
        }

        private ModelSource source(String keys) {
            return parsed("models:\n  sources:\n   - name: a\n     %s\n".formatted(keys))
                    .models()
                    .sources()
                    .get(0);
        }
    }

    @Nested
    class A_mistake {
        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
            modles: {}                        | 1 | 1  | there is no key "modles". Did you mean models?
            models: {cach_dir: /a}            | 1 | 10 | there is no key "cach_dir". Did you mean cache_dir?
            engine: {slots: 1}                | 1 | 10 | Valid are queues, durability, history
            engine: {history: {keep_: 1d}}    | 1 | 20 | Did you mean keep?
            models: [a]                       | 1 | 9  | here must be keys such as cache_dir, not a list
            models: {auto_download: yes}      | 1 | 25 | here must be true or false, not "yes"
            models: {auto_download: [true]}   | 1 | 25 | here must be a text, not a list
            models: {disk_space_factor: 0.5}  | 1 | 29 | here must be a number of at least 1.0, not "0.5"
            models: {disk_space_factor: much} | 1 | 29 | a number of at least 1.0
            models: {cache_dir: "${NOWHERE}"} | 1 | 21 | the environment has no variable "NOWHERE"
            models: {cache_dir: "a\\0b"}      | 1 | 21 | here must be a path
            media_roots: /a                   | 1 | 14 | here must be a list, not "/a"
            engine: {queues: {download: 0}}   | 1 | 29 | here must be a whole number from 1 to 1000, not "0"
            engine: {queues: {download: x}}   | 1 | 29 | here must be a whole number from 1 to 1000, not "x"
            engine: {queues: 4}               | 1 | 18 | here must be queues and their slots, such as download: 4
            engine: {durability: strong}      | 1 | 22 | here must be one of full, normal, not "strong"
            engine: {history: {keep: 30}}     | 1 | 26 | here must be a time such as 30d, 12h, 15m or 30s, not "30"
            engine: {history: {max: -1}}      | 1 | 25 | here must be a whole number from 0
            """)
        void is_told_with_its_line_and_column(String yaml, int line, int column, String what) {
            assertThat(refusal(yaml)).startsWith(at(line, column)).contains(what);
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
            url: https://host/a                                   | 3 | the key "name" is missing
            name: a                                               | 3 | the key "url" is missing
            {name: a, url: https://host/a, algoritm: md5}         | 3 | Did you mean algorithm?
            {name: "a b", url: https://host/a}                    | 3 | is no name, which consists of letters
            {name: a, url: []}                                    | 3 | a model must come from somewhere
            {name: a, url: base}                                  | 3 | "base" is a name and no place
            {name: a, url: ftp://host/a}                          | 3 | nothing is known of references that begin with "ftp:"
            {name: a, url: https://host/a, checksum: abc}         | 3 | sha256 has 64 hexadecimal digits, this one has 3
            {name: a, url: https://host/a, checksum: abc}         | 3 | md5 32, sha1 40,
            {name: a, url: https://host/a, algorithm: crc32}      | 3 | there is no checksum algorithm "crc32", there are md2, md5, sha1
            {name: a, url: https://host/a, size_bytes: 0}         | 3 | here must be a whole number from 1
            {name: a, url: https://host/a, size_bytes: 13GB}      | 3 | here must be a whole number from 1
            {name: a, url: https://host/a, optional: 1}           | 3 | here must be true or false
            {name: a, url: hf:org/name, revision: "a b"}          | 3 | must have a branch, tag
            {name: a, url: https://host/a, fallback: a}           | 3 | the fallbacks of "a" lead in a circle
            {name: a, url: https://host/a, fallback: ab}          | 3 | there is no source "ab". Did you mean a?
            {name: a, url: https://host/a, fallback: "hf:"}       | 3 | hf:org/name
            """)
        void in_a_source_is_told_likewise(String source, int line, String what) {
            assertThat(refusal("models:\n  sources:\n   - " + source))
                    .startsWith("headwater.yaml, line %d, column ".formatted(line))
                    .contains(what);
        }

        @Test
        void is_a_checksum_that_does_not_belong_to_one_file_or_contradicts() {
            String checksum = ", checksum: %s}]}".formatted(DIGEST);

            assertThat(refusal("models: {sources: [{name: a, url: 'hf:org/name'" + checksum))
                    .contains("a checksum belongs to one file; name it: hf:org/name:<file>");
            assertThat(refusal("models: {sources: [{name: a, url: 'https://h/a#md5=%s'".formatted("0".repeat(32))
                            + checksum))
                    .contains("this URL carries another checksum than the source");
        }

        @Test
        void is_a_name_that_is_taken() {
            assertThat(refusal("""
                            models:
                              sources:
                                - {name: a, url: "https://host/a"}
                                - {name: b, url: "https://host/b"}
                                - {name: a, url: "https://host/c"}
                            """)).isEqualTo(at(5, 14) + "the name \"a\" is taken by the source in line 3");
        }

        @Test
        void is_a_circle_of_fallbacks() {
            assertThat(refusal("""
                            models:
                              sources:
                                - {name: a, url: "https://host/a", fallback: b}
                                - {name: b, url: "https://host/b", fallback: a}
                            """)).startsWith(at(3, 50)).contains("the fallbacks of \"a\" lead in a circle");
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
            models: {cache_dir: /a,~ cache_dir: /b}      | 2 | the key "cache_dir" stands here for the second time
            models:~  cache_dir: /a~ auto_download: true | 3 | this is not YAML
            models: {cache_dir: "/a}                     | 1 | this is not YAML
            models: {cache_dir: &a /a}~media_roots: [*a] | 2 | aliases are not supported
            models: {}~---~engine: {}                    | 3 | a second document begins here
            """)
        void of_form_is_told_too(String yaml, int line, String what) {
            assertThat(refusal(yaml.replace("~", "\n")))
                    .startsWith("headwater.yaml, line %d, column ".formatted(line))
                    .contains(what);
        }

        @Test
        void tells_no_secret_of_the_environment() {
            var secrets = new Surroundings(Map.of("TOKEN", "secret"), Path.of("/h"), Path.of("/d"));
            for (String url : List.of(
                    "https://me:${TOKEN}@host/a", "https://host/?key=${TOKEN}", "https://host/a?k=${TOKEN}#x")) {
                assertThatExceptionOfType(JobException.Invalid.class)
                        .isThrownBy(() -> Configuration.parse(
                                "models: {sources: [{name: a, url: \"%s\"}]}".formatted(url),
                                "headwater.yaml",
                                secrets))
                        .withMessageNotContaining("secret");
            }
        }
    }

    @Nested
    class A_file {
        @TempDir
        private Path folder;

        @Test
        void is_where_relative_paths_begin() throws IOException {
            Path file = Files.writeString(folder.resolve("headwater.yaml"), "media_roots: [films]");

            assertThat(Configuration.load(file).mediaRoots()).containsExactly(folder.resolve("films"));
        }

        @Test
        void that_is_not_there_or_is_no_text_is_told() throws IOException {
            Path absent = folder.resolve("absent.yaml");
            Path binary = Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0xC3, 0x28});

            for (Path file : List.of(absent, binary, folder)) {
                assertThatExceptionOfType(JobException.Invalid.class)
                        .isThrownBy(() -> Configuration.load(file))
                        .withMessageStartingWith("The configuration %s cannot be read".formatted(file))
                        .satisfies(failure -> assertThat(failure.code()).hasToString("CONFIG"));
            }
        }
    }

    private Configuration parsed(String yaml) {
        return Configuration.parse(yaml, "headwater.yaml", surroundings);
    }

    private String refusal(String yaml) {
        try {
            Configuration taken = parsed(yaml);
            throw new AssertionError("taken as " + taken);
        } catch (JobException.Invalid refused) {
            assertThat(refused.code()).hasToString("CONFIG");
            assertThat(refused.hint()).isNotBlank();
            return refused.getMessage();
        }
    }

    private static String at(int line, int column) {
        return "headwater.yaml, line %d, column %d: ".formatted(line, column);
    }
}
