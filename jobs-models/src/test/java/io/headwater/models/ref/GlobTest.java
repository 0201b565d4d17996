package io.headwater.models.ref;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class GlobTest {
    /** Answers of Python's own fnmatch.fnmatchcase, to patterns and paths made at random: glob, path, yes or no. */
    @Test
    void it_answers_as_python_does() throws IOException {
        List<String[]> questions;
        try (var lines = new BufferedReader(
                new InputStreamReader(Objects.requireNonNull(getClass().getResourceAsStream("fnmatch.tsv")), UTF_8))) {
            questions = lines.lines().map(line -> line.split("\t", -1)).toList();
        }

        assertThat(questions)
                .hasSize(500)
                .allSatisfy(question -> assertThat(Glob.of(question[0]).matches(question[1]) ? "yes" : "no")
                        .as("%s and %s", question[0], question[1])
                        .isEqualTo(question[2]));
    }

    @ParameterizedTest
    @CsvSource({
        "data/*.json,  data/a/b.json, true",
        "*.json,       a/b/c.json,    true",
        "config.json,  config.json,   true",
        "config.json,  a/config.json, false",
        "*.JSON,       a.json,        false",
        "*,            .hidden,       true",
        "onnx/,        onnx/a/b,      true",
        "onnx/,        onnx,          false",
        "a?b,          a/b,           true",
        "a?b,          a😀b,          true",
        "**/a,         a,             false",
        "'{a,b}',      a,             false",
        "data\\*.json, data/a.json,   true",
    })
    void it_fits_whole_paths_with_the_hubs_meaning(String glob, String path, boolean fits) {
        assertThat(Glob.of(glob).matches(path)).isEqualTo(fits);
    }

    /** With every star free to go back, these would be more steps than anybody can wait for; nothing interrupts them. */
    @Test
    @Timeout(threadMode = Timeout.ThreadMode.SEPARATE_THREAD, value = 20)
    void a_pattern_that_was_made_to_take_for_ever_does_not() {
        assertThat(Glob.of("*a".repeat(300) + "b").matches("a".repeat(5_000))).isFalse();
    }

    @Nested
    class A_filter {
        @Test
        void takes_everything_by_default() {
            assertThat(PathFilter.all().matches("any/thing")).isTrue();
        }

        @Test
        void takes_what_is_included_and_not_excluded() {
            PathFilter filter = PathFilter.including("*.bin", "config.json").excluding("onnx/");

            assertThat(filter.matches("a/model.bin")).isTrue();
            assertThat(filter.matches("config.json")).isTrue();
            assertThat(filter.matches("README.md")).isFalse();
            assertThat(filter.matches("onnx/model.bin")).isFalse();
        }

        @Test
        void is_a_value_and_as_json_its_patterns() {
            PathFilter filter = PathFilter.including("a/").excluding("*.md");

            String json = JsonMapper.shared().writeValueAsString(filter);

            assertThat(json).isEqualTo("{\"include\":[\"a/*\"],\"exclude\":[\"*.md\"]}");
            assertThat(JsonMapper.shared().readValue(json, PathFilter.class)).isEqualTo(filter);
        }
    }
}
