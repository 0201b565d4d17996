package io.headwater.models.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.JobError;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MalformedAnswerTest {
    @TempDir
    private Path folder;

    private final RawServer server = new RawServer();

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nrubbish\r\nhello",
                "SSH-2.0-OpenSSH_9.6\r\n",
            })
    void S29_what_is_no_answer_is_a_failure_of_the_protocol_or_of_the_connection(String answer) {
        assertThat(failureAfter(answer).code().name()).isIn("PROTOCOL", "TRUNCATED", "CONNECT");
        assertThat(folder.resolve("tiny.bin")).doesNotExist();
    }

    @Test
    void S29_headers_without_end_are_not_read_to_their_end() {
        assertThat(failureAfter("HTTP/1.1 200 OK\r\nX-Long: " + "x".repeat(1_000_000) + "\r\n\r\n")
                        .code()
                        .name())
                .isEqualTo("PROTOCOL");
    }

    /** It would come back in the condition of the next request, and begin another header there. */
    @Test
    void X20_a_version_with_a_line_break_in_it_is_no_version() {
        JobError error =
                failureAfter("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nETag: \"1\rX-Forged: yes\"\r\n\r\nhello");

        assertThat(error.code().name()).isEqualTo("PROTOCOL");
        assertThat(folder.resolve("tiny.bin")).doesNotExist();
    }

    private JobError failureAfter(String answer) {
        server.says(answer);
        try (var downloads = new Downloads(folder, setup -> setup.retries(0))) {
            return downloads.failureOf(Downloads.file(server.location()));
        }
    }
}
