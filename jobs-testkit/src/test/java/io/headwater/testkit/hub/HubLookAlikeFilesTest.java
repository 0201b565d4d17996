package io.headwater.testkit.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** How files are had (reference, sections 1, 5 and 8). */
class HubLookAlikeFilesTest {
    private static final Content WEIGHTS = Content.generated(42, 3_000_000);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final HubLookAlike hub = HubLookAlike.builder().clock(now::get).start();
    private final Visitor visitor = new Visitor(hub);
    private final String commit = hub.model("org/tiny")
            .file("sub/config file.json", "{\"hidden\": 128}")
            .file("empty", "")
            .lfs("model.bin", WEIGHTS)
            .commit();

    @AfterEach
    void close() {
        hub.close();
    }

    @Nested
    class A_small_file {
        private static final String URL = "/org/tiny/resolve/main/sub/config%20file.json";

        @Test
        void lies_behind_a_redirect_without_a_host() throws IOException {
            HttpResponse<byte[]> redirect = visitor.head(URL);
            assertThat(redirect.statusCode()).isEqualTo(307);
            assertThat(Visitor.location(redirect))
                    .startsWith("/api/resolve-cache/models/org/tiny/" + commit + "/sub/config%20file.json?");
            assertThat(Visitor.header(redirect, "X-Repo-Commit")).isEqualTo(commit);
            assertThat(redirect.headers().firstValue("X-Linked-Size")).isEmpty();
            HttpResponse<byte[]> file = visitor.get(Visitor.location(redirect));
            assertThat(file.statusCode()).isEqualTo(200);
            assertThat(Visitor.text(file)).isEqualTo("{\"hidden\": 128}");
            assertThat(Visitor.header(file, "X-Repo-Commit")).isEqualTo(commit);
            assertThat(Visitor.header(file, "ETag"))
                    .isEqualTo("\"" + Content.of("{\"hidden\": 128}").gitSha1() + "\"");
        }

        /** Section 16, trap 12. */
        @Test
        void is_longer_than_the_redirect_says() throws IOException {
            HttpResponse<byte[]> redirect = visitor.get(URL);
            assertThat(redirect.body()).hasSize(Integer.parseInt(Visitor.header(redirect, "Content-Length")));
            assertThat(redirect.body().length).isNotEqualTo(15);
            HttpResponse<byte[]> head = visitor.head(Visitor.location(redirect));
            assertThat(Visitor.header(head, "Content-Length")).isEqualTo("15");
        }

        /** Section 3: compressed, of unknown length and without parts, for whoever does not refuse it. */
        @Test
        void is_compressed_for_those_who_take_it() throws IOException {
            String place = Visitor.location(visitor.head(URL));
            HttpResponse<byte[]> file = visitor.get(place, "Accept-Encoding", "gzip", "Range", "bytes=5-");
            assertThat(file.statusCode()).isEqualTo(200);
            assertThat(file.headers().firstValue("Content-Length")).isEmpty();
            assertThat(Visitor.header(file, "ETag")).startsWith("W/\"");
            assertThat(new GZIPInputStream(new ByteArrayInputStream(file.body())).readAllBytes())
                    .hasSize(15);
            assertThat(visitor.get(place, "Accept-Encoding", "identity", "Range", "bytes=5-")
                            .statusCode())
                    .isEqualTo(206);
        }

        /** Section 16, trap 11. */
        @Test
        void of_no_bytes_has_no_part_either() throws IOException {
            String place = Visitor.location(visitor.head("/org/tiny/resolve/main/empty"));
            HttpResponse<byte[]> file = visitor.get(place);
            assertThat(file.body()).isEmpty();
            assertThat(Visitor.header(file, "Content-Length")).isEqualTo("0");
            assertThat(Visitor.header(file, "ETag")).isEqualTo("\"e69de29bb2d1d6434b8b29ae775ad8c2e48c5391\"");
            assertThat(visitor.get(place, "Range", "bytes=0-").statusCode()).isEqualTo(416);
        }

        @Test
        void is_not_sent_again_to_those_who_have_it() throws IOException {
            String etag = "\"" + Content.of("{\"hidden\": 128}").gitSha1() + "\"";
            assertThat(visitor.get(URL, "If-None-Match", etag).statusCode()).isEqualTo(304);
        }
    }

    @Nested
    class A_large_file {
        private static final String URL = "/org/tiny/resolve/main/model.bin";

        @Test
        void is_described_on_the_redirect_to_another_origin_and_nowhere_else() throws IOException {
            HttpResponse<byte[]> redirect = visitor.head(URL);
            assertThat(redirect.statusCode()).isEqualTo(302);
            assertThat(Visitor.location(redirect)).startsWith(hub.cdn() + "/");
            assertThat(Visitor.header(redirect, "X-Repo-Commit")).isEqualTo(commit);
            assertThat(Visitor.header(redirect, "X-Linked-Etag")).isEqualTo("\"" + WEIGHTS.sha256() + "\"");
            assertThat(Visitor.header(redirect, "X-Linked-Size")).isEqualTo("3000000");
            assertThat(Integer.parseInt(Visitor.header(redirect, "Content-Length")))
                    .isLessThan(1000);
            HttpResponse<byte[]> file = visitor.get(Visitor.location(redirect));
            assertThat(file.body()).isEqualTo(WEIGHTS.bytes());
            assertThat(file.headers().map()).doesNotContainKeys("x-repo-commit", "x-linked-etag", "x-linked-size");
        }

        /** Section 16, trap 1: the tag of the CDN looks like a SHA-256 and is none. */
        @Test
        void has_a_tag_at_the_other_origin_that_is_not_its_digest() throws IOException {
            HttpResponse<byte[]> redirect = visitor.head(URL);
            String tag = Visitor.header(visitor.head(Visitor.location(redirect)), "ETag");
            assertThat(tag).matches("\"[0-9a-f]{64}\"").isNotEqualTo("\"" + WEIGHTS.sha256() + "\"");
            assertThat(tag).isEqualTo("\"" + Visitor.header(redirect, "X-Xet-Hash") + "\"");
        }

        @Test
        void comes_in_parts() throws IOException {
            String place = Visitor.location(visitor.get(URL, "Range", "bytes=100-199"));
            HttpResponse<byte[]> part = visitor.get(place, "Range", "bytes=1000000-1999999");
            assertThat(part.statusCode()).isEqualTo(206);
            assertThat(Visitor.header(part, "Content-Range")).isEqualTo("bytes 1000000-1999999/3000000");
            assertThat(part.body()).isEqualTo(Arrays.copyOfRange(WEIGHTS.bytes(), 1_000_000, 2_000_000));
            assertThat(visitor.get(place, "Range", "bytes=-10").body()).isEqualTo(WEIGHTS.bytes(2_999_990, 10));
            HttpResponse<byte[]> beyond = visitor.get(place, "Range", "bytes=3000000-");
            assertThat(beyond.statusCode()).isEqualTo(416);
            assertThat(Visitor.header(beyond, "Content-Range")).isEqualTo("bytes */3000000");
        }

        @Test
        void comes_as_a_whole_when_the_part_asked_for_is_of_another_version() throws IOException {
            String place = Visitor.location(visitor.get(URL));
            String tag = Visitor.header(visitor.head(place), "ETag");
            assertThat(visitor.get(place, "Range", "bytes=5-", "If-Range", tag).statusCode())
                    .isEqualTo(206);
            String digest = "\"" + WEIGHTS.sha256() + "\"";
            assertThat(visitor.get(place, "Range", "bytes=5-", "If-Range", digest)
                            .statusCode())
                    .isEqualTo(200);
        }

        /** Section 5.4. */
        @Test
        void is_refused_at_the_other_origin_to_those_who_show_a_token() throws IOException {
            String place = Visitor.location(visitor.get(URL));
            assertThat(visitor.get(place, "Authorization", "Bearer hf_x").statusCode())
                    .isEqualTo(400);
        }

        @Test
        void is_signed_anew_for_each_request_and_for_an_hour() throws IOException {
            String first = Visitor.location(visitor.head(URL));
            assertThat(Visitor.location(visitor.head(URL))).isNotEqualTo(first);
            now.set(Instant.EPOCH.plus(Duration.ofMinutes(59)));
            assertThat(visitor.head(first).statusCode()).isEqualTo(200);
            now.set(Instant.EPOCH.plus(Duration.ofMinutes(60)));
            assertThat(visitor.head(first).statusCode()).isEqualTo(403);
        }

        @Test
        void is_signed_for_as_long_as_the_test_wants() throws IOException {
            hub.signedUrlsLastFor(1);
            String once = Visitor.location(visitor.head(URL));
            assertThat(visitor.head(once).statusCode()).isEqualTo(200);
            assertThat(visitor.head(once).statusCode()).isEqualTo(403);
            String unused = Visitor.location(visitor.head(URL));
            hub.expireSignedUrls();
            assertThat(visitor.head(unused).statusCode()).isEqualTo(403);
        }

        /** Section 1, and the check value of section 9. */
        @Test
        void is_a_pointer_in_git() throws IOException {
            assertThat(Visitor.text(visitor.get("/org/tiny/raw/main/model.bin")))
                    .isEqualTo("version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 3000000\n"
                            .formatted(WEIGHTS.sha256()));
            assertThat(Content.of("version https://git-lfs.github.com/spec/v1\n"
                                    + "oid sha256:9be78edb5b928eba33aa88f431551348f7466ba9f5ef3daf1d552398722a5436\n"
                                    + "size 548123560\n")
                            .gitSha1())
                    .isEqualTo("64eaa9c526867e404b68f2c5d66fd78e27026523");
        }
    }

    @Test
    void a_mirror_sends_nobody_anywhere() throws IOException {
        hub.answersDirectly();
        HttpResponse<byte[]> file = visitor.get("/org/tiny/resolve/main/model.bin");
        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.body()).hasSize(3_000_000);
        assertThat(Visitor.header(file, "ETag")).isEqualTo("\"" + WEIGHTS.sha256() + "\"");
    }

    @Test
    void all_that_was_asked_and_sent_is_on_record() throws IOException {
        String place = Visitor.location(visitor.get("/org/tiny/resolve/main/model.bin", "X-Note", "canary"));
        visitor.get(place, "Range", "bytes=0-999999");
        assertThat(hub.records().sent("model.bin")).isEqualTo(1_000_000);
        assertThat(hub.records().of("org/tiny:model.bin"))
                .extracting(Seen::status, Seen::bringsBytes)
                .containsExactly(tuple(302, false), tuple(206, true));
        Seen last = hub.records().of("model.bin").get(1);
        assertThat(last.origin()).isEqualTo(Origin.CDN);
        assertThat(last.range()).isEqualTo("bytes=0-999999");
        assertThat(last.status()).isEqualTo(206);
        assertThat(hub.records().whoSaw("canary")).containsExactly(Origin.HUB);
        hub.records().forget();
        assertThat(hub.records().all()).isEmpty();
    }
}
