package io.headwater.testkit.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.testkit.TestEngine;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What can be made to go wrong, and that it does. */
class HubLookAlikeFaultsTest {
    private static final String FILE = "/org/tiny/resolve/main/model.bin";
    private static final int SIZE = 1_000_000;
    private static final Content WEIGHTS = Content.generated(42, SIZE);

    private final HubLookAlike hub = HubLookAlike.start();
    private final Visitor visitor = new Visitor(hub);
    private final Repository repository =
            hub.model("org/tiny").file("config.json", "{}").lfs("model.bin", WEIGHTS);

    {
        repository.commit();
    }

    @AfterEach
    void close() {
        hub.close();
    }

    private String place() throws IOException {
        return Visitor.location(visitor.get(FILE));
    }

    private HttpResponse<byte[]> fetched(String... headers) throws IOException {
        return visitor.get(place(), headers);
    }

    private Line line() throws IOException {
        return Line.ask(URI.create(place()));
    }

    @Nested
    class A_connection {
        @Test
        void is_reset_in_the_middle_of_a_file() throws IOException {
            hub.when("model.bin").resetsAfter(400_000);
            Line broken = line();
            assertThat(broken.reset()).isTrue();
            assertThat(broken.body().length).isLessThanOrEqualTo(400_000);
            assertThat(hub.records().sent("model.bin")).isEqualTo(400_000);
            assertThat(fetched().body()).isEqualTo(WEIGHTS.bytes());
        }

        @Test
        void is_closed_at_the_very_byte() throws IOException {
            hub.when("model.bin").closesAfter(400_001);
            Line broken = line();
            assertThat(broken.reset()).isFalse();
            assertThat(broken.head()).contains("content-length: 1000000");
            assertThat(broken.body()).isEqualTo(WEIGHTS.bytes(0, 400_001));
            assertThat(hub.records().sent("model.bin")).isEqualTo(400_001);
        }

        @Test
        void is_closed_or_reset_without_a_word() throws IOException {
            hub.when("/api/whoami-v2").closes();
            hub.when("/api/whoami-v2").resets();
            URI url = hub.endpoint().resolve("/api/whoami-v2");
            assertThat(Line.ask(url)).extracting(Line::head, Line::reset).containsExactly("", false);
            assertThat(Line.ask(url)).extracting(Line::head, Line::reset).containsExactly("", true);
            assertThat(Line.ask(url).head()).startsWith("HTTP/1.1 401");
        }

        @Test
        void stands_still_in_the_middle_until_it_is_released() throws IOException {
            Hold hold = hub.when("model.bin").stallsAfter(400_000);
            String place = place();
            CompletableFuture<HttpResponse<byte[]>> answer = visitor.getLater(place);
            hold.reached().block(TestEngine.PATIENCE);
            assertThat(hub.records().sent("model.bin")).isEqualTo(400_000);
            assertThat(answer).isNotDone();
            hold.release();
            assertThat(answer.join().body()).isEqualTo(WEIGHTS.bytes());
            assertThat(hub.records().sent("model.bin")).isEqualTo(SIZE);
        }

        @Test
        void stays_silent_until_it_is_released() {
            Hold hold = hub.when("/api/models/org/tiny").staysSilent();
            CompletableFuture<HttpResponse<byte[]>> answer = visitor.getLater("/api/models/org/tiny");
            hold.reached().block(TestEngine.PATIENCE);
            assertThat(hub.records().all().get(0).status()).isZero();
            hold.release();
            assertThat(answer.join().statusCode()).isEqualTo(200);
        }

        @Test
        void is_cut_off_wherever_it_is() throws IOException {
            Hold hold = hub.when("model.bin").stallsAfter(400_000);
            CompletableFuture<HttpResponse<byte[]>> answer = visitor.getLater(place());
            hold.reached().block(TestEngine.PATIENCE);
            hub.dropConnections();
            assertThatThrownBy(answer::join).hasRootCauseInstanceOf(IOException.class);
        }

        @Test
        void is_refused_while_the_hub_is_down() throws IOException {
            hub.goesDown();
            assertThatThrownBy(() -> visitor.get("/api/whoami-v2")).isInstanceOf(ConnectException.class);
            hub.comesBack();
            assertThat(visitor.get("/api/whoami-v2").statusCode()).isEqualTo(401);
        }

        @Test
        void is_one_too_many() throws IOException {
            hub.limitConnections(1);
            Hold hold = hub.when("/api/models/org/tiny").staysSilent();
            CompletableFuture<HttpResponse<byte[]>> first = visitor.getLater("/api/models/org/tiny");
            hold.reached().block(TestEngine.PATIENCE);
            assertThat(Line.ask(hub.endpoint().resolve("/api/whoami-v2")).head())
                    .isEmpty();
            hold.release();
            assertThat(first.join().statusCode()).isEqualTo(200);
        }

        @Test
        void is_slow_and_complete() throws IOException {
            hub.limitRate(4_000_000);
            assertThat(fetched().body()).isEqualTo(WEIGHTS.bytes());
        }
    }

    @Nested
    class An_answer {
        @Test
        void is_a_status_with_headers_as_often_as_wanted() throws IOException {
            hub.when(FILE).after(1).times(2).answers(503, Map.of("Retry-After", "7"));
            assertThat(visitor.get(FILE).statusCode()).isEqualTo(302);
            for (int i = 0; i < 2; i++) {
                HttpResponse<byte[]> refusal = visitor.get(FILE);
                assertThat(refusal.statusCode()).isEqualTo(503);
                assertThat(Visitor.header(refusal, "Retry-After")).isEqualTo("7");
                assertThat(Visitor.header(refusal, "X-Request-Id")).isNotBlank();
            }
            assertThat(visitor.get(FILE).statusCode()).isEqualTo(302);
        }

        @Test
        void asks_for_a_pause_in_seconds_or_until_a_date() throws IOException {
            hub.when("model.bin").askedTooOften("2");
            hub.when("model.bin").askedTooOften("Wed, 21 Oct 2026 07:28:00 GMT");
            assertThat(Visitor.header(visitor.get(FILE), "Retry-After")).isEqualTo("2");
            HttpResponse<byte[]> second = visitor.get(FILE);
            assertThat(second.statusCode()).isEqualTo(429);
            assertThat(Visitor.header(second, "Retry-After")).startsWith("Wed");
        }

        @Test
        void is_a_page_of_somebody_else() throws IOException {
            hub.whenAsked().says(200, "text/html", "<html>Please log in</html>");
            assertThat(Visitor.text(visitor.get("/api/models/org/tiny"))).contains("log in");
        }

        @Test
        void is_small_until_it_is_unpacked() throws IOException {
            hub.when("/api/models/org/tiny").saysEndlessly(20_000_000);
            HttpResponse<byte[]> bomb = visitor.get("/api/models/org/tiny");
            assertThat(bomb.body().length).isLessThan(100_000);
            assertThat(unpacked(bomb)).hasSize(20_000_000);
        }

        @Test
        void leads_anywhere_and_nowhere() throws IOException {
            hub.when("model.bin").redirectsTo("http://169.254.169.254/latest");
            hub.when("model.bin").always().redirectsToItself();
            assertThat(Visitor.location(visitor.get(FILE))).isEqualTo("http://169.254.169.254/latest");
            assertThat(Visitor.location(visitor.get(FILE))).isEqualTo(FILE);
            assertThat(Visitor.location(visitor.get(FILE))).isEqualTo(FILE);
        }

        @Test
        void has_other_headers_or_less() throws IOException {
            hub.when("model.bin").withHeader("X-Repo-Commit", "0".repeat(40));
            hub.when("model.bin").withoutHeader("X-Linked-Etag");
            hub.when("model.bin").at(Origin.CDN).withSecondHeader("content-length", "7");
            assertThat(Visitor.header(visitor.get(FILE), "X-Repo-Commit")).isEqualTo("0".repeat(40));
            assertThat(visitor.get(FILE).headers().firstValue("X-Linked-Etag")).isEmpty();
            assertThat(line().head()).contains("content-length: 1000000", "content-length: 7");
        }
    }

    @Nested
    class The_bytes_of_a_file {
        @Test
        void are_waited_for_so_that_no_redirect_uses_a_fault_up() throws IOException {
            Fault fault = hub.when("model.bin").garblesByte(3);
            String place = place();
            visitor.head(place);
            assertThat(fault.happened()).isZero();
            visitor.get(place);
            assertThat(fault.happened()).isEqualTo(1);
        }

        @Test
        void differ_in_one_byte_whichever_part_is_asked_for() throws IOException {
            hub.when("model.bin").always().garblesByte(500_000);
            byte[] expected = WEIGHTS.bytes();
            expected[500_000] ^= 1;
            assertThat(fetched().body()).isEqualTo(expected);
            assertThat(fetched("Range", "bytes=500000-500001").body()[0]).isEqualTo(expected[500_000]);
            assertThat(fetched("Range", "bytes=0-499999").body()).isEqualTo(WEIGHTS.bytes(0, 500_000));
        }

        @Test
        void come_as_a_whole_although_a_part_was_asked_for() throws IOException {
            hub.when("model.bin").ignoresRange();
            HttpResponse<byte[]> answer = fetched("Range", "bytes=500000-");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).hasSize(SIZE);
            assertThat(answer.headers().firstValue("Content-Range")).isEmpty();
        }

        @Test
        void come_from_elsewhere_in_the_file() throws IOException {
            hub.when("model.bin").shiftsRange(-1000);
            HttpResponse<byte[]> answer = fetched("Range", "bytes=500000-599999");
            assertThat(Visitor.header(answer, "Content-Range")).isEqualTo("bytes 499000-598999/1000000");
            assertThat(answer.body()).isEqualTo(WEIGHTS.bytes(499_000, 100_000));
        }

        @Test
        void are_said_to_be_part_of_a_file_of_another_size() throws IOException {
            hub.when("model.bin").resumed().claimsTotal(2_000_000);
            assertThat(Visitor.header(fetched("Range", "bytes=0-9"), "Content-Range"))
                    .isEqualTo("bytes 0-9/1000000");
            assertThat(Visitor.header(fetched("Range", "bytes=5-9"), "Content-Range"))
                    .isEqualTo("bytes 5-9/2000000");
        }

        @Test
        void are_fewer_and_nothing_shows_it() throws IOException {
            hub.when("model.bin").endsFileAt(900_000);
            HttpResponse<byte[]> answer = fetched();
            assertThat(Visitor.header(answer, "Content-Length")).isEqualTo("900000");
            assertThat(answer.body()).isEqualTo(WEIGHTS.bytes(0, 900_000));
        }

        @Test
        void are_more_than_was_said() throws IOException {
            hub.when("model.bin").addsBytes(10);
            Line line = line();
            assertThat(line.head()).contains("content-length: 1000000");
            assertThat(line.body()).hasSize(SIZE + 10);
        }

        @Test
        void are_those_of_another_file() throws IOException {
            Content other = Content.generated(43, SIZE);
            hub.when("model.bin").sendsInstead(other);
            assertThat(fetched().body()).isEqualTo(other.bytes());
        }

        @Test
        void come_under_another_tag_after_they_were_tampered_with() throws IOException {
            String before = Visitor.header(fetched(), "ETag");
            repository.tamper("model.bin", Content.generated(43, SIZE));
            HttpResponse<byte[]> after = fetched("Range", "bytes=9-", "If-Range", before);
            assertThat(after.statusCode()).isEqualTo(200);
            assertThat(Visitor.header(after, "ETag")).isNotEqualTo(before);
        }

        @Test
        void come_without_a_length_in_chunks_or_until_the_end() throws IOException {
            hub.when("model.bin").sendsChunked();
            hub.when("model.bin").sendsUntilClose();
            Line chunked = line();
            assertThat(chunked.head()).contains("transfer-encoding: chunked").doesNotContain("content-length");
            assertThat(new String(chunked.body(), StandardCharsets.ISO_8859_1)).endsWith("\r\n0\r\n\r\n");
            Line plain = line();
            assertThat(plain.head()).doesNotContain("transfer-encoding", "content-length");
            assertThat(plain.body()).isEqualTo(WEIGHTS.bytes());
        }

        @Test
        void are_promised_in_any_number() throws IOException {
            hub.when("model.bin").claimsLength(Long.MAX_VALUE);
            assertThat(line().head()).contains("content-length: " + Long.MAX_VALUE);
        }

        @Test
        void come_compressed_although_nobody_wanted_that() throws IOException {
            hub.when("model.bin").compresses();
            HttpResponse<byte[]> answer = fetched("Accept-Encoding", "identity");
            assertThat(Visitor.header(answer, "Content-Encoding")).isEqualTo("gzip");
            assertThat(unpacked(answer)).isEqualTo(WEIGHTS.bytes());
        }
    }

    @Test
    void what_is_no_http_is_said_as_it_stands() throws IOException {
        String badChunk = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n";
        hub.when("model.bin").at(Origin.CDN).saysRaw(badChunk).release();
        assertThat(new String(line().body(), StandardCharsets.ISO_8859_1)).isEqualTo("zz\r\n");
        Hold hold = hub.when("model.bin").at(Origin.CDN).saysRaw("HTTP/1.1 200 O");
        CompletableFuture<HttpResponse<byte[]>> answer = visitor.getLater(place());
        hold.reached().block(TestEngine.PATIENCE);
        hold.release();
        assertThatThrownBy(answer::join).hasRootCauseInstanceOf(IOException.class);
    }

    /** As a loop does that lets each request of a course fail in turn. */
    @Test
    void each_request_of_a_course_fails_in_turn_and_then_none() throws IOException {
        int failed = 0;
        for (int k = 0; ; k++, failed++) {
            hub.forgetFaults();
            Fault fault = hub.whenAsked().after(k).answers(500);
            visitor.get("/api/models/org/tiny");
            visitor.get("/api/models/org/tiny/tree/main");
            visitor.get(FILE);
            if (fault.happened() == 0) {
                break;
            }
            assertThat(hub.records().all())
                    .filteredOn(seen -> seen.status() == 500)
                    .hasSize(k + 1);
        }
        assertThat(failed).isEqualTo(3);
    }

    /** Section 16, traps 6 and 13. */
    @Test
    void names_of_files_are_whatever_somebody_thought_of() throws IOException {
        String[] names = {"../up", "/etc/passwd", "con", "A.bin", "a.bin", "nul\0", "C:x", "trailing. "};
        for (String name : names) {
            repository.file(name, "content of " + name);
        }
        repository.commit();
        assertThat(Visitor.text(visitor.get("/api/models/org/tiny")))
                .contains("\"../up\"", "\"/etc/passwd\"", "\\u0000");
        assertThat(visitor.head("/org/tiny/resolve/main/..%2Fup").statusCode()).isEqualTo(307);
    }

    @Test
    void a_file_may_be_larger_than_any_memory() throws IOException {
        long size = 20L << 30;
        repository
                .lfs("huge.bin", Content.zeros(size).claiming("ab".repeat(32)))
                .commit();
        HttpResponse<byte[]> redirect = visitor.get("/org/tiny/resolve/main/huge.bin");
        assertThat(Visitor.header(redirect, "X-Linked-Size")).isEqualTo(String.valueOf(size));
        assertThat(Visitor.header(redirect, "X-Linked-Etag")).isEqualTo("\"" + "ab".repeat(32) + "\"");
        HttpResponse<byte[]> end = visitor.get(Visitor.location(redirect), "Range", "bytes=" + (size - 5) + "-");
        assertThat(end.body()).isEqualTo(new byte[5]);
        Content noise = Content.generated(1, size);
        assertThat(noise.bytes(size - 300_000, 300_000)).endsWith(noise.bytes(size - 7, 7));
        assertThat(noise.bytes(0, 1000)).isNotEqualTo(noise.bytes(Content.BLOCK, 1000));
    }

    private static byte[] unpacked(HttpResponse<byte[]> answer) throws IOException {
        return new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes();
    }
}
