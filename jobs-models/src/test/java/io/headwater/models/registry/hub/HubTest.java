package io.headwater.models.registry.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.jobs.JobException;
import io.headwater.models.cache.TreeFile;
import io.headwater.models.download.Network;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.hub.Content;
import io.headwater.testkit.hub.HubLookAlike;
import io.headwater.testkit.hub.Origin;
import io.headwater.testkit.hub.Repository.Gate;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

class HubTest {
    private static final String TOKEN = "hf_secretOfTheTest";
    private static final Repo TINY = Repo.model("org/tiny");

    private final HubLookAlike there = HubLookAlike.start().token(TOKEN);

    @AfterEach
    void close() {
        there.close();
    }

    private Hub hub(@Nullable String token) {
        Network network = Network.builder()
                .credentials(Hub.credentials(there.endpoint(), () -> token))
                .allowPrivate(location -> true)
                .build();
        return new Hub(there.endpoint(), () -> token, network);
    }

    private static <T> T now(Mono<T> answer) {
        return Objects.requireNonNull(answer.block(TestEngine.PATIENCE));
    }

    @Test
    void a_revision_becomes_a_commit_and_a_commit_a_listing_whatever_the_size_of_its_pages() {
        var tiny = there.model("org/tiny").license("mit");
        for (int number = 0; number < 7; number++) {
            tiny.file("sub dir/%d.json".formatted(number), "{}");
        }
        String commit = tiny.lfs("model.bin", Content.generated(1, 3_000_000)).commit();
        tiny.file("later.json", "[]").commit();
        tiny.tag("v1", commit);
        there.pageSize(3);

        RepoInfo info = now(hub(null).info(TINY, "v1"));
        assertThat(info.commit()).isEqualTo(commit);
        assertThat(info.licences()).containsExactly("mit");
        assertThat(now(hub(null).files(TINY, commit)))
                .hasSize(8)
                .filteredOn(file -> file.path().equals("model.bin"))
                .singleElement()
                .returns(3_000_000L, TreeFile::bytes)
                .returns(Content.generated(1, 3_000_000).sha256(), TreeFile::etag);
    }

    @Test
    void pages_are_the_mirrors_though_their_links_name_another_host_and_the_token_stays_there() {
        var tiny = there.model("org/tiny");
        tiny.file("a", "1").file("b", "2").file("c", "3").commit();
        there.pageSize(1).namesItself(URI.create("https://hub.invalid"));
        assertThat(now(hub(TOKEN).files(TINY, tiny.head("main")))).hasSize(3);
        assertThat(there.records().whoSaw(TOKEN)).containsExactly(Origin.HUB);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://[hub", "?cursor=2", "", "mailto:hub", "/elsewhere?cursor=2"})
    void S23_a_link_that_leads_to_no_page_is_nonsense(String link) {
        var tiny = there.model("org/tiny");
        String commit = tiny.file("a", "1").commit();
        there.whenAsked(seen -> seen.path().contains("/tree/"))
                .always()
                .withHeader("Link", "< %s>; rel=\"next\"".formatted(link).replace("< ", link.isEmpty() ? "< " : "<"));

        refusal(() -> now(hub(null).files(TINY, commit)), "PROTOCOL", "link leads to no next page");
    }

    @Test
    void a_repository_that_was_renamed_is_found_under_its_old_name() {
        var tiny = there.model("org/tiny");
        String commit = tiny.file("a", "1").commit();
        tiny.rename("org/small");
        assertThat(now(hub(null).info(TINY, "main")))
                .returns("org/small", RepoInfo::id)
                .returns(commit, RepoInfo::commit);
        assertThat(now(hub(null).files(TINY, commit))).hasSize(1);
    }

    @Test
    void what_is_not_there_and_what_is_private_are_told_apart_only_by_who_may_know() {
        var hidden = there.model("org/hidden").makePrivate();
        hidden.file("a", "1").commit();
        refusal(() -> now(hub(null).info(Repo.model("org/nothing"), "main")), "AUTH_REQUIRED", "or it is private");
        refusal(() -> now(hub(null).info(Repo.model("org/hidden"), "main")), "AUTH_REQUIRED", "or it is private");
        refusal(() -> now(hub(TOKEN).info(Repo.model("org/nothing"), "main")), "NOT_FOUND", "org/nothing");
        hidden.letIn(TOKEN);
        assertThat(now(hub(TOKEN).info(Repo.model("org/hidden"), "main")).isPrivate())
                .isTrue();
    }

    @Test
    void a_wrong_token_a_missing_revision_and_terms_not_accepted_are_said_as_they_are() {
        var tiny = there.model("org/tiny");
        tiny.file("a", "1").commit();
        refusal(() -> now(hub("hf_wrong").info(TINY, "main")), "AUTH_REQUIRED", "token");
        refusal(() -> now(hub(null).info(TINY, "v9")), "NOT_FOUND", "v9");
        tiny.gated(Gate.MANUAL).gatedEverywhere();
        refusal(() -> now(hub(null).info(TINY, "main")), "GATED", "accepted its terms");
        refusal(() -> now(hub(TOKEN).info(TINY, "main")), "GATED", "accepted its terms");
    }

    @Test
    void M12_whoever_asks_too_often_for_a_page_or_for_a_file_hears_what_a_token_is_good_for() {
        there.model("org/tiny").file("a", "1").commit();
        there.whenAsked().always().askedTooOften("60");
        for (ThrowingCallable refused : List.<ThrowingCallable>of(
                () -> now(hub(null).info(TINY, "main")),
                () -> hub(null).listener(TINY, "org/tiny").answered(429, name -> Optional.empty()))) {
            assertThatThrownBy(refused).isInstanceOfSatisfying(JobException.class, refusal -> {
                assertThat(refusal.code().name()).isEqualTo("RATE_LIMITED");
                assertThat(refusal.hint()).startsWith("Downloading without a token: lower rate limits");
            });
        }
        assertThatThrownBy(() -> hub(TOKEN).listener(TINY, "org/tiny").answered(429, name -> Optional.empty()))
                .isInstanceOfSatisfying(
                        JobException.class,
                        refusal -> assertThat(refusal.hint()).isEqualTo("Try again later."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hf_secret\r\nX-Forged: yes", "hf_secret\n", "hf secret", "hf_s\u00e9cret", ""})
    void X20_what_cannot_be_a_token_is_not_sent_and_not_shown(String token) {
        there.model("org/tiny").file("a", "1").commit();

        refusal(() -> now(hub(token).info(TINY, "main")), "AUTH_REQUIRED", "is none");
        assertThat(there.records().all()).isEmpty();
    }

    @Test
    void what_is_out_of_use_is_no_longer_there() {
        var tiny = there.model("org/tiny");
        tiny.file("a", "1").commit();
        tiny.disable();
        refusal(() -> now(hub(null).info(TINY, "main")), "NOT_FOUND", "out of use");
    }

    private static void refusal(ThrowingCallable call, String code, String words) {
        assertThatThrownBy(call).isInstanceOfSatisfying(JobException.class, refusal -> {
            assertThat(refusal.code().name()).isEqualTo(code);
            assertThat(refusal).hasMessageContaining(words);
            assertThat(refusal.getMessage() + refusal.hint()).doesNotContain(TOKEN, "hf_wrong", "hf_secret");
        });
    }
}
