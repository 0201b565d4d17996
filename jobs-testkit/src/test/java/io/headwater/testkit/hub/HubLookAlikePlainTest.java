package io.headwater.testkit.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Files at plain URLs, of no hub (reference, section 15). */
class HubLookAlikePlainTest {
    private static final Content BYTES = Content.generated(5, 400_000);

    private final HubLookAlike hub = HubLookAlike.start();
    private final Visitor visitor = new Visitor(hub);
    private final PlainFile file = hub.file("/models/tiny model.bin", BYTES);
    private final String url = file.url().toString();

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void a_good_server_tells_everything() throws IOException {
        assertThat(url).isEqualTo(hub.files() + "/models/tiny%20model.bin");
        HttpResponse<byte[]> answer = visitor.get(url);
        assertThat(answer.body()).isEqualTo(BYTES.bytes());
        assertThat(answer.headers().map()).containsKeys("etag", "last-modified", "accept-ranges", "content-length");
        assertThat(answer.headers().map()).doesNotContainKeys("x-repo-commit", "x-request-id");
        assertThat(hub.records().at(Origin.FILES)).hasSize(1);
    }

    @Test
    void a_change_shows_in_both_signs_of_a_version() throws IOException {
        HttpResponse<byte[]> before = visitor.head(url);
        file.changesTo(Content.generated(6, 400_000));
        HttpResponse<byte[]> after = visitor.head(url);
        for (String sign : new String[] {"ETag", "Last-Modified"}) {
            assertThat(Visitor.header(after, sign)).isNotEqualTo(Visitor.header(before, sign));
            String old = Visitor.header(before, sign);
            assertThat(visitor.get(url, "Range", "bytes=9-", "If-Range", old).statusCode())
                    .isEqualTo(200);
            String current = Visitor.header(after, sign);
            assertThat(visitor.get(url, "Range", "bytes=9-", "If-Range", current)
                            .statusCode())
                    .isEqualTo(206);
        }
    }

    @Test
    void a_poor_server_tells_nothing_and_knows_no_parts() throws IOException {
        file.withoutEtag().withoutLastModified().withoutRanges();
        HttpResponse<byte[]> answer = visitor.get(url, "Range", "bytes=100-");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).hasSize(400_000);
        assertThat(answer.headers().map()).doesNotContainKeys("etag", "last-modified", "accept-ranges");
    }

    @Test
    void a_weak_etag_is_no_condition_for_a_part() throws IOException {
        file.withWeakEtag();
        String etag = Visitor.header(visitor.get(url), "ETag");
        assertThat(etag).startsWith("W/\"");
        assertThat(visitor.get(url, "Range", "bytes=9-", "If-Range", etag).statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_server_may_refuse_to_be_asked_for_the_head_only() throws IOException {
        file.refusingHead().withDisposition("attachment; filename=\"../../evil\"");
        assertThat(visitor.head(url).statusCode()).isEqualTo(405);
        HttpResponse<byte[]> answer = visitor.get(url);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Visitor.header(answer, "Content-Disposition")).contains("../../evil");
    }

    @Test
    void what_is_not_there_is_not_found() throws IOException {
        assertThat(visitor.get(hub.files() + "/models/none").statusCode()).isEqualTo(404);
    }
}
