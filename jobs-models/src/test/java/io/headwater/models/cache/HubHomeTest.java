package io.headwater.models.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.jobs.JobException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HubHomeTest {
    @TempDir
    private Path user;

    @Nested
    class The_cache {
        @Test
        void is_below_the_users_caches() {
            assertThat(home(Map.of()).cache()).isEqualTo(user.resolve(".cache/huggingface/hub"));
        }

        @Test
        void follows_the_systems_rule_for_caches() {
            assertThat(home(Map.of("XDG_CACHE_HOME", "/caches")).cache()).isEqualTo(Path.of("/caches/huggingface/hub"));
        }

        @Test
        void follows_the_home_of_everything_instead() {
            assertThat(home(Map.of("HF_HOME", "/hf", "XDG_CACHE_HOME", "/caches"))
                            .cache())
                    .isEqualTo(Path.of("/hf/hub"));
        }

        @Test
        void has_a_variable_of_its_own_and_an_old_one() {
            var old = Map.of("HF_HOME", "/hf", "HUGGINGFACE_HUB_CACHE", "/old");
            assertThat(home(old).cache()).isEqualTo(Path.of("/old"));

            var both = Map.of("HF_HUB_CACHE", "/new", "HUGGINGFACE_HUB_CACHE", "/old");
            assertThat(home(both).cache()).isEqualTo(Path.of("/new"));
        }

        @Test
        void may_be_said_with_home_and_variables() {
            var environment = Map.of("HF_HUB_CACHE", "~/models/$WHO/${WHO}s/$NOBODY", "WHO", "me$1");

            assertThat(home(environment).cache()).isEqualTo(user.resolve("models/me$1/me$1s/$NOBODY"));
        }

        @Test
        void is_not_moved_by_an_empty_value() {
            assertThat(home(Map.of("HF_HOME", "", "HF_HUB_CACHE", "")).cache())
                    .isEqualTo(user.resolve(".cache/huggingface/hub"));
        }
    }

    @Nested
    class The_endpoint {
        @ParameterizedTest
        @CsvSource({
            "https://hub.example.org/, https://hub.example.org",
            "http://127.0.0.1:8080/hf//, http://127.0.0.1:8080/hf",
        })
        void ends_without_a_slash(String told, String endpoint) {
            assertThat(home(Map.of("HF_ENDPOINT", told)).endpoint()).hasToString(endpoint);
            assertThat(home(Map.of()).endpoint()).hasToString("https://huggingface.co");
        }

        @ParameterizedTest
        @ValueSource(strings = {"hub.example.org", "ftp://hub.example.org", "https://", "https://me:secret@hub", "h t"})
        void must_be_an_address_and_hold_no_secret(String told) {
            assertThatThrownBy(() -> home(Map.of("HF_ENDPOINT", told)))
                    .hasMessageContaining("HF_ENDPOINT")
                    .message()
                    .doesNotContain("secret");
        }
    }

    @Nested
    class Yes_and_no {
        @ParameterizedTest
        @CsvSource({
            "1, true",
            "on, true",
            "Yes, true",
            "TRUE, true",
            "0, false",
            "y, false",
            "'', false",
            "' 1', false",
            "2, false"
        })
        void are_said_in_few_words(String value, boolean meant) {
            assertThat(home(Map.of("HF_HUB_OFFLINE", value)).offline()).isEqualTo(meant);
            assertThat(home(Map.of("HF_HUB_DISABLE_SYMLINKS", value)).withoutLinks())
                    .isEqualTo(meant);
        }

        @Test
        void the_first_that_says_anything_decides() {
            assertThat(home(Map.of("HF_HUB_OFFLINE", "0", "TRANSFORMERS_OFFLINE", "1"))
                            .offline())
                    .isFalse();
            assertThat(home(Map.of("HF_HUB_OFFLINE", "", "TRANSFORMERS_OFFLINE", "1"))
                            .offline())
                    .isTrue();
        }
    }

    @Nested
    class The_token {
        @Test
        void is_nowhere_by_default() throws IOException {
            assertThat(home(Map.of()).token(null)).isEmpty();
        }

        @Test
        void comes_from_the_variable_then_the_old_one_then_the_file() throws IOException {
            Path file = Files.writeString(user.resolve("token"), " \r\nhf_file\n");
            var all = Map.of(
                    "HF_TOKEN", " hf_\r\nnew\n", "HUGGING_FACE_HUB_TOKEN", "hf_old", "HF_TOKEN_PATH", file.toString());
            assertThat(home(all).token(null)).contains("hf_new");

            var blank = Map.of("HF_TOKEN", "\n ", "HUGGING_FACE_HUB_TOKEN", "hf_old", "HF_TOKEN_PATH", file.toString());
            assertThat(home(blank).token(null)).contains("hf_old");
            assertThat(home(Map.of("HF_TOKEN", "", "HF_HOME", user.toString())).token(null))
                    .contains("hf_file");
        }

        @Test
        void may_be_the_hosts_own_which_counts_less_than_the_environment_and_more_than_pythons() throws IOException {
            Path own = Files.writeString(user.resolve("own"), "hf_own");
            Path named = Files.writeString(user.resolve("named"), "hf_named");
            Files.writeString(user.resolve("token"), "hf_python");
            Map<String, String> python = Map.of("HF_HOME", user.toString());

            assertThat(home(Map.of("HF_TOKEN", "hf_new")).token(own)).contains("hf_new");
            assertThat(home(Map.of("HF_TOKEN_PATH", named.toString())).token(own))
                    .contains("hf_named");
            assertThat(home(Map.of("HF_TOKEN_PATH", user.resolve("nothing").toString()))
                            .token(own))
                    .contains("hf_own");
            assertThat(home(python).token(own)).contains("hf_own");
            assertThat(home(python).token(user.resolve("nothing"))).contains("hf_python");
        }

        @Test
        void that_cannot_be_read_is_named_by_its_file() {
            assertThatThrownBy(
                            () -> home(Map.of("HF_TOKEN_PATH", user.toString())).token(null))
                    .isInstanceOf(JobException.class)
                    .hasMessageContaining("The token in " + user);
        }

        @Test
        void is_none_where_the_file_is_empty() throws IOException {
            Files.writeString(user.resolve("token"), " \n");

            assertThat(home(Map.of("HF_HOME", user.toString())).token(null)).isEmpty();
        }

        @Test
        void stays_at_home_when_it_must_be_named() throws IOException {
            assertThat(home(Map.of("HF_TOKEN", "hf_x", "HF_HUB_DISABLE_IMPLICIT_TOKEN", "1"))
                            .token(null))
                    .isEmpty();
        }

        @Test
        void X11_is_not_shown() {
            assertThat(home(Map.of("HF_TOKEN", "hf_secret")).toString()).doesNotContain("secret");
        }
    }

    private HubHome home(Map<String, String> environment) {
        return HubHome.of(environment, user);
    }
}
