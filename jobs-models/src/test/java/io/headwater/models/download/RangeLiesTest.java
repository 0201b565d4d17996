package io.headwater.models.download;

import static io.headwater.models.ModelServer.bytes;
import static io.headwater.models.ModelServer.sha256;
import static io.headwater.models.download.Downloads.file;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.JobHandle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A source breaks off, is asked for the rest, and answers something else than the rest. */
class RangeLiesTest {
    private static final byte[] CONTENT = bytes(600_000);
    private static final byte[] FIRST_HALF = Arrays.copyOf(CONTENT, 300_000);
    private static final byte[] SECOND_HALF = Arrays.copyOfRange(CONTENT, 300_000, 600_000);
    private static final String WHOLE = "HTTP/1.1 200 OK\r\nContent-Length: 600000\r\nETag: \"1\"\r\n\r\n";
    private static final String PART = "HTTP/1.1 206 Partial\r\nContent-Length: 300000\r\nETag: \"1\"\r\n";

    @TempDir
    private Path folder;

    private final RawServer server = new RawServer();

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void S02_a_part_that_begins_elsewhere_is_not_written_anywhere() {
        server.says(WHOLE, FIRST_HALF)
                .says(PART + "Content-Range: bytes 299999-599998/600000\r\n\r\n", SECOND_HALF)
                .says(WHOLE, CONTENT);

        fetched(file(server.location()));

        assertThat(ranges()).containsExactly("", "bytes=300000-", "");
    }

    @Test
    void S03_a_part_of_a_file_of_another_length_is_of_another_file() {
        server.says(WHOLE, FIRST_HALF)
                .says(PART + "Content-Range: bytes 300000-599999/600001\r\n\r\n", SECOND_HALF)
                .says(WHOLE, CONTENT);

        fetched(file(server.location()));

        assertThat(ranges()).containsExactly("", "bytes=300000-", "");
    }

    @Test
    void S04_where_nothing_is_missing_what_is_here_is_checked_and_that_is_all() {
        server.says(withoutEnd(CONTENT))
                .says("HTTP/1.1 416 Beyond\r\nContent-Range: bytes */600000\r\nContent-Length: 0\r\n\r\n");

        fetched(new RemoteFile("tiny.bin", server.location(), Digest.sha256(sha256(CONTENT))));

        assertThat(ranges()).containsExactly("", "bytes=600000-");
    }

    @Test
    void S05_where_too_much_is_here_all_of_it_comes_again() {
        server.says(withoutEnd(bytes(700_000)))
                .says("HTTP/1.1 416 Beyond\r\nContent-Range: bytes */600000\r\nContent-Length: 0\r\n\r\n")
                .says(WHOLE, CONTENT);

        fetched(new RemoteFile("tiny.bin", server.location(), null));

        assertThat(ranges()).containsExactly("", "bytes=700000-", "");
    }

    @Test
    void S07_a_version_that_is_only_alike_does_not_join_two_parts_of_which_nobody_knows_the_digest() {
        String alike = WHOLE.replace("ETag: ", "ETag: W/");
        server.says(alike, FIRST_HALF).says(alike, CONTENT);

        fetched(file(server.location()));

        assertThat(ranges()).containsExactly("", "");
    }

    /** All in one chunk, behind which the connection ends without the one that would say that this was all. */
    private static String withoutEnd(byte[] content) {
        var text = new ByteArrayOutputStream();
        text.writeBytes(
                ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nETag: \"1\"\r\n\r\n%x\r\n".formatted(content.length))
                        .getBytes(StandardCharsets.US_ASCII));
        text.writeBytes(content);
        text.writeBytes(new byte[] {'\r', '\n'});
        return text.toString(StandardCharsets.ISO_8859_1);
    }

    /** With one rest in between. */
    private void fetched(RemoteFile wanted) {
        try (var downloads = new Downloads(folder, setup -> setup)) {
            JobHandle<LocalFile> job = downloads.start(wanted);
            downloads.untilItSays(job, "trying again in 2 s (1 of 3)");
            downloads.advance(Duration.ofSeconds(3));
            downloads.resultOf(job);
        }
        assertThat(folder.resolve("tiny.bin")).hasBinaryContent(CONTENT);
        assertThat(folder).isDirectoryNotContaining("glob:**incomplete");
    }

    private List<String> ranges() {
        return server.requests().stream()
                .map(request -> request.lines()
                        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("range: "))
                        .map(line -> line.substring("range: ".length()))
                        .findFirst()
                        .orElse(""))
                .toList();
    }
}
