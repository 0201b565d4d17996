package io.headwater.models.registry.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class UrlsTest {
    private final Urls urls = new Urls(URI.create("https://mirror.example/hf"));

    @Test
    void a_revision_is_encoded_whole_and_a_path_but_for_its_slashes() {
        assertThat(urls.file(Repo.dataset("org/name"), "refs/pr/1", "sub dir/été+~.json"))
                .hasToString(
                        "https://mirror.example/hf/datasets/org/name/resolve/refs%2Fpr%2F1/sub%20dir/%C3%A9t%C3%A9%2B~.json");
        assertThat(urls.info(Repo.model("gpt2"), "main"))
                .hasToString("https://mirror.example/hf/api/models/gpt2/revision/main");
    }

    @Test
    void the_next_page_is_the_mirrors_whatever_host_its_link_names() {
        assertThat(urls.next("https://hub.example/api/models/a/b/tree/main?recursive=true&cursor=x%3D"))
                .contains(URI.create("https://mirror.example/hf/api/models/a/b/tree/main?recursive=true&cursor=x%3D"));
        assertThat(urls.next("https://mirror.example/hf/api/models/a/b/tree/main?cursor=2"))
                .contains(URI.create("https://mirror.example/hf/api/models/a/b/tree/main?cursor=2"));
    }

    @Test
    void names_that_no_repository_can_have_are_refused() {
        for (String id : List.of("", "a/b/c", "-a", "a.", "a--b", "a..b", "a b", "a.git", "a/", "../a", "a/b.git")) {
            assertThatIllegalArgumentException().as(id).isThrownBy(() -> Repo.model(id));
        }
        for (String id : List.of("gpt2", "a", "openai/whisper-base.en", "A_b/1.2_3")) {
            assertThat(Repo.model(id).id()).isEqualTo(id);
        }
    }
}
