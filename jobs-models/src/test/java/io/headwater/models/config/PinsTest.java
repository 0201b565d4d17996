package io.headwater.models.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.headwater.jobs.JobException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PinsTest {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    private final Surroundings surroundings = new Surroundings(Map.of(), Path.of("/home/me"), Path.of("/etc/hw"));

    @Test
    void a_revision_is_added_and_all_else_stays_as_it_was_written() {
        assertThat(pinned("""
                # What we need.
                models:
                  sources:
                    - name: other      # first
                      url: hf:org/other
                    - url: hf:org/tiny # the small one

                      name: 'tiny'     # our name
                      optional: true   # may fail
                """)).isEqualTo("""
                # What we need.
                models:
                  sources:
                    - name: other      # first
                      url: hf:org/other
                    - url: hf:org/tiny # the small one

                      name: 'tiny'     # our name
                      revision: %s
                      optional: true   # may fail
                """.formatted(COMMIT));
    }

    @Test
    void a_revision_that_stands_there_is_replaced() {
        String text = """
                models:
                  sources:
                    - { name: tiny, "revision": "v1", url: 'hf:org/tiny' } # pinned
                    - name: other
                      revision: v1
                      url: hf:org/other
                """;

        assertThat(pinned(text)).isEqualTo(text.replace("\"v1\"", COMMIT));
    }

    @Test
    void nothing_behind_the_key_is_replaced_too() {
        assertThat(pinned("models: {sources: [{name: tiny, url: \"hf:org/tiny\"}]}"))
                .isEqualTo("models: {sources: [{name: tiny, revision: %s, url: \"hf:org/tiny\"}]}".formatted(COMMIT));
        assertThat(
                        pinned(
                                "models:\r\n  sources:\r\n  - name: tiny\r\n    revision: # none yet\r\n    url: hf:org/tiny\r\n"))
                .isEqualTo(
                        "models:\r\n  sources:\r\n  - name: tiny\r\n    revision:  %s # none yet\r\n    url: hf:org/tiny\r\n"
                                .formatted(COMMIT));
    }

    @Test
    void what_would_not_hold_is_refused(@TempDir Path folder) throws IOException {
        String text = "models:\n  sources:\n    - name: tiny\n      url: hf:org/tiny@v1\n";
        Path file = Files.writeString(folder.resolve("headwater.yaml"), text);

        assertThatExceptionOfType(JobException.Invalid.class)
                .isThrownBy(() -> Pins.write(file, Map.of("tiny", COMMIT)))
                .withMessageContaining("change it there");
        assertThatExceptionOfType(JobException.Invalid.class)
                .isThrownBy(() -> Pins.write(file, Map.of("huge", COMMIT)))
                .withMessageContaining("no source \"huge\"");
        assertThat(file).hasContent(text);
    }

    private String pinned(String text) {
        return Pins.in(text, "headwater.yaml", surroundings, Map.of("tiny", COMMIT));
    }
}
