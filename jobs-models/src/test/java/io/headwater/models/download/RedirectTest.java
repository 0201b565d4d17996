package io.headwater.models.download;

import static io.headwater.models.ModelServer.bytes;
import static io.headwater.models.download.Downloads.file;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobError;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobHandle;
import io.headwater.models.ModelServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedirectTest {
    private static final byte[] CONTENT = bytes(500_000);

    @TempDir
    private Path folder;

    private final ModelServer hub = ModelServer.with(CONTENT);
    private final ModelServer cdn = ModelServer.with(CONTENT);

    @AfterEach
    void close() {
        hub.close();
        cdn.close();
    }

    @Test
    void S18_ten_redirects_are_followed_and_eleven_are_not() {
        try (var downloads = new Downloads(folder, setup -> setup)) {
            redirects(10);
            downloads.get(file(hub.location()));

            redirects(11);
            JobError error = downloads.failureOf(file(hub.location()));

            assertThat(error.code().name()).isEqualTo("REDIRECT_REFUSED");
            assertThat(error.message()).endsWith("redirects without end");
        }
    }

    @Test
    void X09_M9_a_credential_stays_with_its_origin_and_does_not_come_back() {
        hub.answersOnceWith(302, "Location", "/same/origin.bin", "Set-Cookie", "session=secret; Path=/");
        hub.redirectsOnceTo(cdn.location().toString());
        cdn.redirectsOnceTo(hub.location().toString());
        try (var downloads = Downloads.over(network -> network.credentials(this::token), folder)) {
            downloads.get(file(hub.location()));
        }

        assertThat(hub.said("Authorization")).containsExactly("Bearer secret", "Bearer secret", "");
        assertThat(cdn.said("Authorization")).containsExactly("");
        assertThat(hub.said("Cookie")).as("nor is a cookie kept").containsOnly("");
        assertThat(cdn.said("Cookie")).containsOnly("");
    }

    @Test
    void S17_each_attempt_begins_at_the_first_address_for_what_is_signed_serves_once() {
        hub.redirectsOnceTo(cdn.location() + "?signature=one");
        cdn.dropsConnectionAt(200_000);
        hub.redirectsOnceTo(cdn.location() + "?signature=two");
        cdn.refusesOnceWith(403);
        hub.redirectsOnceTo(cdn.location() + "?signature=three");
        try (var downloads = new Downloads(folder, setup -> setup)) {
            JobHandle<LocalFile> job = downloads.start(file(hub.location()));
            downloads.untilItSays(job, "trying again in 2 s (1 of 3)");
            downloads.advance(Duration.ofSeconds(3));
            downloads.untilItSays(job, "answered 403");
            downloads.advance(Duration.ofSeconds(6));
            downloads.resultOf(job);

            assertThat(hub.requests()).containsExactly("GET", "GET bytes=200000-", "GET bytes=200000-");
            assertThat(cdn.requests()).containsExactly("GET", "GET bytes=200000-", "GET bytes=200000-");
            assertThat(downloads.log(job)).noneMatch(line -> line.contains("signature"));
        }
        assertThat(folder.resolve("tiny.bin")).hasBinaryContent(CONTENT);
    }

    @Test
    void what_the_source_says_itself_is_heard_and_what_others_say_is_not() {
        hub.answersOnceWith(307, "Location", "/cache.bin", "X-Repo-Commit", "c0ffee");
        hub.answersOnceWith(302, "Location", cdn.location().toString(), "X-Linked-Size", "500000");
        List<String> heard = new CopyOnWriteArrayList<>();
        FetchOptions options = FetchOptions.defaults()
                .withFirstAnswers((status, header) -> heard.add("%d %s %s"
                        .formatted(
                                status,
                                header.apply("x-repo-commit").orElse("-"),
                                header.apply("x-linked-size").orElse("-"))));
        try (var downloads = new Downloads(folder, setup -> setup, options)) {
            downloads.get(file(hub.location()));
        }

        assertThat(heard).containsExactly("307 c0ffee -", "302 - 500000");
    }

    @Test
    void whoever_hears_the_first_answers_may_refuse() {
        FetchOptions options = FetchOptions.defaults().withFirstAnswers((status, header) -> {
            throw new JobException.Unauthorized(new ErrorCode("GATED"), "terms", "accept them");
        });
        try (var downloads = new Downloads(folder, setup -> setup, options)) {
            assertThat(downloads.failureOf(file(hub.location())).code().name()).isEqualTo("GATED");
        }
    }

    @Test
    void X12_no_way_leads_into_a_private_network_unless_allowed() {
        try (var downloads = Downloads.over(network -> network.allowPrivate(location -> false), folder)) {
            JobError error = downloads.failureOf(file(hub.location()));

            assertThat(error.code().name()).isEqualTo("EGRESS_REFUSED");
            assertThat(error.message()).startsWith("127.0.0.1 stands inside a private network");
            assertThat(downloads.failureOf(file(named(hub.location()))).code().name())
                    .as("by a name that means this machine")
                    .isEqualTo("EGRESS_REFUSED");
        }
        assertThat(hub.requests()).isEmpty();
    }

    @Test
    void X13_M9_what_is_allowed_for_one_origin_holds_for_its_redirects_and_for_no_other() {
        hub.redirectsOnceTo(cdn.location().toString());
        try (var downloads = Downloads.over(
                network -> network.allowPrivate(
                        location -> location.getPort() == hub.location().getPort()),
                folder)) {
            downloads.get(file(hub.location()));

            assertThat(downloads.failureOf(file(cdn.location())).code().name()).isEqualTo("EGRESS_REFUSED");
        }
        assertThat(cdn.requests()).hasSize(1);
    }

    private void redirects(int count) {
        for (int hop = 0; hop < count; hop++) {
            hub.redirectsOnceTo("/hop" + hop);
        }
    }

    private Optional<String> token(URI location) {
        return location.getPort() == hub.location().getPort() ? Optional.of("Bearer secret") : Optional.empty();
    }

    private static URI named(URI location) {
        return URI.create(location.toString().replace("127.0.0.1", "localhost"));
    }
}
