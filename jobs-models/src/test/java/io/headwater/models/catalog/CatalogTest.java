package io.headwater.models.catalog;

import static io.headwater.models.ref.ModelRef.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.headwater.jobs.JobException;
import io.headwater.models.ref.HubRef;
import io.headwater.models.ref.ModelRef;
import io.headwater.models.ref.NamedRef;
import io.headwater.models.ref.PathFilter;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogTest {
    private final Catalog catalog = Catalog.builtIn();

    @Nested
    class Every_entry {
        @Test
        void says_what_it_costs_and_what_is_allowed_with_it() {
            assertThat(catalog.entries()).allSatisfy(entry -> {
                assertThat(entry.approximateBytes()).isBetween(300_000L, 4_000_000_000L);
                assertThat(entry.license()).isIn("MIT", "Apache-2.0", "CC0-1.0", "CC BY-NC-SA 4.0");
                assertThat(entry.provider()).isNotBlank();
                assertThat(entry.description()).isNotBlank().doesNotContain("\n");
                assertThat(entry.tags())
                        .isNotEmpty()
                        .doesNotHaveDuplicates()
                        .allSatisfy(tag -> assertThat(tag).matches("[a-z0-9-]+"));
            });
        }

        @Test
        void stands_there_once() {
            assertThat(catalog.entries())
                    .hasSize(308)
                    .extracting(CatalogEntry::ref)
                    .doesNotHaveDuplicates();
        }
    }

    @Nested
    class Of_whisper_cpp {
        @Test
        void there_are_all_its_ggml_models_each_one_file() {
            List<String> sizes =
                    List.of("tiny", "tiny.en", "base", "base.en", "small", "small.en", "medium", "medium.en");
            Stream<String> quantized = sizes.stream()
                    .flatMap(size -> Stream.of(size + (size.startsWith("medium") ? "-q5_0" : "-q5_1"), size + "-q8_0"));
            Stream<String> large = Stream.of(
                    "large-v1",
                    "large-v2",
                    "large-v2-q5_0",
                    "large-v2-q8_0",
                    "large-v3",
                    "large-v3-q5_0",
                    "large-v3-turbo",
                    "large-v3-turbo-q5_0",
                    "large-v3-turbo-q8_0",
                    "small.en-tdrz");
            Set<String> names = Stream.of(sizes.stream(), quantized, large)
                    .flatMap(some -> some)
                    .collect(Collectors.toSet());

            assertThat(refs("whisper:"))
                    .containsExactlyInAnyOrderElementsOf(
                            names.stream().map("whisper:"::concat).toList());
            names.stream()
                    .filter(name -> !name.endsWith("tdrz"))
                    .forEach(name -> assertThat(entry("whisper:" + name).origin())
                            .isEqualTo(Origin.of(parse("hf:ggerganov/whisper.cpp:ggml-%s.bin".formatted(name)))));
        }

        @ParameterizedTest
        @CsvSource({
            "tiny,                 75",
            "tiny-q5_1,            31",
            "tiny-q8_0,            42",
            "base,                142",
            "base.en-q5_1,         57",
            "small,               466",
            "small.en-tdrz,       465",
            "small-q5_1,          181",
            "medium,             1463",
            "medium-q5_0,         514",
            "medium.en-q8_0,      785",
            "large-v1,           2951",
            "large-v2-q5_0,      1031",
            "large-v3,           2952",
            "large-v3-turbo,     1549",
            "large-v3-turbo-q5_0, 547",
            "large-v3-turbo-q8_0, 834",
        })
        void they_have_the_sizes_that_their_makers_tell_in_mebibytes(String name, double mebibytes) {
            assertThat(entry("whisper:" + name).approximateBytes() / 1_048_576.0)
                    .isCloseTo(mebibytes, withinPercentage(2.0));
        }
    }

    @Nested
    class Of_faster_whisper {
        @ParameterizedTest
        @CsvSource({
            "tiny,              Systran/faster-whisper-tiny",
            "tiny.en,           Systran/faster-whisper-tiny.en",
            "base,              Systran/faster-whisper-base",
            "base.en,           Systran/faster-whisper-base.en",
            "small,             Systran/faster-whisper-small",
            "small.en,          Systran/faster-whisper-small.en",
            "medium,            Systran/faster-whisper-medium",
            "medium.en,         Systran/faster-whisper-medium.en",
            "large-v1,          Systran/faster-whisper-large-v1",
            "large-v2,          Systran/faster-whisper-large-v2",
            "large-v3,          Systran/faster-whisper-large-v3",
            "large,             Systran/faster-whisper-large-v3",
            "distil-small.en,   Systran/faster-distil-whisper-small.en",
            "distil-medium.en,  Systran/faster-distil-whisper-medium.en",
            "distil-large-v2,   Systran/faster-distil-whisper-large-v2",
            "distil-large-v3,   Systran/faster-distil-whisper-large-v3",
            "distil-large-v3.5, distil-whisper/distil-large-v3.5-ct2",
            "large-v3-turbo,    mobiuslabsgmbh/faster-whisper-large-v3-turbo",
            "turbo,             mobiuslabsgmbh/faster-whisper-large-v3-turbo",
        })
        void each_name_means_its_repository(String name, String repository) {
            CatalogEntry entry = entry("faster-whisper:" + name);

            assertThat(entry.origin().places()).containsExactly(HubRef.model(repository));
            assertThat(entry.type()).isEqualTo(ModelType.SPEECH);
            assertThat(Stream.of("model.bin", "config.json", "tokenizer.json", "vocabulary.txt", "vocabulary.json"))
                    .allMatch(entry.origin().files()::matches);
            assertThat(entry.origin().files().matches("README.md")).isFalse();
        }

        @Test
        void there_are_nineteen() {
            assertThat(refs("faster-whisper:")).hasSize(19);
        }

        @Test
        void an_unknown_name_is_looked_for_where_such_models_are_published() {
            Origin origin = catalog.origin(parse("faster-whisper:large-v9"));

            assertThat(origin.places()).containsExactly(HubRef.model("Systran/faster-whisper-large-v9"));
            assertThat(origin.files())
                    .isEqualTo(entry("faster-whisper:base").origin().files());
        }
    }

    @Nested
    class In_persian {
        @ParameterizedTest
        @CsvSource({
            "Kamtera/persian-tts-male-vits,                                      tts,     50, MIT,             tts",
            "Kamtera/persian-tts-female-vits,                                    tts,     50, MIT,             tts",
            "HooshvareLab/bert-fa-base-uncased,                                  model,  440, Apache-2.0,      bert",
            "persiannlp/mt5-small-parsinlu-squad-reading-comprehension,          model,  300, Apache-2.0,      qa",
            "datasets/persiannlp/parsinlu_reading_comprehension,                 dataset, 10, CC BY-NC-SA 4.0, qa",
            "datasets/hezarai/common-voice-13-fa,                              dataset, 2000, CC0-1.0,         asr",
            "datasets/HooshvareLab/pn_summary,                     dataset, 50, CC BY-NC-SA 4.0, summarization",
            "datasets/persiannlp/parsinlu_translation_fa_en,         dataset, 15, CC BY-NC-SA 4.0, translation",
        })
        void there_is_each_of_the_eight(String id, String type, int megabytes, String license, String tag) {
            CatalogEntry entry = entry("hf:" + id);

            assertThat(entry.type()).hasToString(type);
            assertThat(entry.approximateBytes()).isEqualTo(megabytes * 1_000_000L);
            assertThat(entry.license()).isEqualTo(license);
            assertThat(entry.tags()).containsExactly("persian", tag);
            assertThat(entry.origin()).isEqualTo(Origin.of(entry.ref()));
        }

        @Test
        void there_are_eight_from_the_hub() {
            assertThat(refs("hf:")).hasSize(8);
        }
    }

    @Nested
    class Of_tesseract {
        @ParameterizedTest
        @ValueSource(strings = {"eng", "deu", "fra", "spa", "fas", "ara", "rus", "hin", "jpn", "jpn_vert", "chi_sim"})
        void a_language_is_there_fast_and_best(String language) {
            assertThat(entry("tesseract:" + language).origin()).isEqualTo(tessdata("fast", language));
            assertThat(entry("tesseract:" + language + "-best").origin()).isEqualTo(tessdata("best", language));
        }

        @Test
        void every_language_is_there_both_ways() {
            List<String> fast = refs("tesseract:").stream()
                    .filter(ref -> !ref.endsWith("-best"))
                    .filter(ref -> !ref.equals("tesseract:osd"))
                    .toList();

            assertThat(fast).hasSize(123).allSatisfy(ref -> {
                assertThat(entry(ref).tags()).contains("fast");
                assertThat(entry(ref + "-best").tags()).contains("best");
                assertThat(entry(ref + "-best").type()).isEqualTo(ModelType.OCR);
            });
        }

        private static Origin tessdata(String kind, String language) {
            return Origin.of(parse("https://raw.githubusercontent.com/tesseract-ocr/tessdata_%s/4.1.0/%s.traineddata"
                    .formatted(kind, language)));
        }
    }

    @Nested
    class A_search {
        @Test
        void without_conditions_finds_all() {
            assertThat(catalog.search(null, null, null)).isEqualTo(catalog.entries());
        }

        @Test
        void narrows_by_type_and_tag_and_words_in_any_case() {
            assertThat(catalog.search(ModelType.TTS, null, null)).hasSize(2);
            assertThat(catalog.search(null, "persian", null)).hasSize(10);
            assertThat(catalog.search(ModelType.OCR, "persian", "FAST"))
                    .extracting(CatalogEntry::ref)
                    .containsExactly(parse("tesseract:fas"));
            assertThat(catalog.search(null, null, "ParsBERT")).hasSize(1);
            assertThat(catalog.search(null, null, "nothing of the kind")).isEmpty();
        }

        @Test
        void asks_for_types_that_exist() {
            assertThat(ModelType.of("speech")).isEqualTo(ModelType.SPEECH);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ModelType.of("speach"))
                    .withMessage("there is no type of model \"speach\". Did you mean speech?");
        }
    }

    @Nested
    class A_name_that_nobody_knows {
        @ParameterizedTest
        @CsvSource({
            "whisper:bsae,      whisper:base",
            "whisper:large-v4,  whisper:large-v1",
            "tesseract:enk,     tesseract:eng",
            "tesseract:chi_sin, tesseract:chi_sim",
            "medium.en,         whisper:medium.en",
            "lage-v3,           faster-whisper:large-v3",
        })
        void fails_with_the_nearest_ones(String name, String meant) {
            assertThat(catalog.nearest(name)).contains(meant).hasSizeLessThanOrEqualTo(3);
            assertThatExceptionOfType(JobException.NotFound.class)
                    .isThrownBy(() -> catalog.origin(parse(name)))
                    .withMessageContaining("There is no model " + name)
                    .satisfies(failure -> {
                        assertThat(failure.code()).hasToString("MODEL_UNKNOWN");
                        assertThat(failure.hint()).startsWith("Did you mean ").contains(meant);
                    });
        }

        @ParameterizedTest
        @ValueSource(strings = {"something-else-altogether", "faster-whisper:nn.git"})
        void fails_with_advice_when_none_is_near(String name) {
            assertThatExceptionOfType(JobException.NotFound.class)
                    .isThrownBy(() -> catalog.origin(parse(name)))
                    .satisfies(failure -> assertThat(failure.hint()).contains("headwater models list"));
        }
    }

    @Nested
    class What_is_itself_a_place {
        @ParameterizedTest
        @ValueSource(strings = {"hf:org/name", "https://host/model.bin", "file:/models/model.bin"})
        void needs_no_entry(String text) {
            ModelRef place = parse(text);

            assertThat(catalog.find(place)).isEmpty();
            assertThat(catalog.origin(place)).isEqualTo(new Origin(List.of(place), PathFilter.all()));
        }

        @Test
        void keeps_its_selection_of_files() {
            assertThat(catalog.origin(parse("hf:org/name:*.json")).files()).isEqualTo(PathFilter.including("*.json"));
        }

        @Test
        void is_what_every_model_comes_from() {
            assertThatIllegalArgumentException().isThrownBy(() -> Origin.of(parse("whisper:base")));
            assertThatIllegalArgumentException().isThrownBy(() -> Origin.of(parse("llava-7b")));
            assertThatIllegalArgumentException().isThrownBy(() -> Origin.of(List.of()));
        }
    }

    @Nested
    class Extended_by_a_user {
        private final CatalogEntry own = new CatalogEntry(
                new NamedRef("llava-7b"),
                "host",
                ModelType.MODEL,
                List.of(),
                "unknown",
                "Sees",
                0,
                Origin.of(parse("https://host/llava-7b.bin")));

        @Test
        void it_knows_the_new_name_and_all_others() {
            Catalog extended = catalog.with(List.of(own));

            assertThat(extended.find(own.ref())).contains(own);
            assertThat(extended.origin(own.ref())).isEqualTo(own.origin());
            assertThat(extended.entries()).hasSize(309).containsAll(catalog.entries());
            assertThat(extended.nearest("lava-7b")).containsExactly("llava-7b");
            assertThat(catalog.find(own.ref())).isEmpty();
        }
    }

    private CatalogEntry entry(String ref) {
        return catalog.find(parse(ref)).orElseThrow(() -> new AssertionError("no entry for " + ref));
    }

    private List<String> refs(String beginning) {
        return catalog.entries().stream()
                .map(entry -> entry.ref().toString())
                .filter(ref -> ref.startsWith(beginning))
                .toList();
    }
}
