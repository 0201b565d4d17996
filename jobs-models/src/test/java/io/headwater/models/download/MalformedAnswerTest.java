package io.headwater.models.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.JobError;
import io.headwater.jobs.JobHandle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MalformedAnswerTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nrubbish\r\nhello",
                "SSH-2.0-OpenSSH_9.6\r\n",
            })
    void S29_what_is_no_answer_is_a_failure_of_the_protocol_or_of_the_connection(String answer) throws IOException {
        assertThat(failureAfter(answer).code().name()).isIn("PROTOCOL", "TRUNCATED", "CONNECT");
        assertThat(folder.resolve("tiny.bin")).doesNotExist();
    }

    @Test
    void S29_headers_without_end_are_not_read_to_their_end() throws IOException {
        assertThat(failureAfter("HTTP/1.1 200 OK\r\nX-Long: " + "x".repeat(1_000_000) + "\r\n\r\n")
                        .code()
                        .name())
                .isEqualTo("PROTOCOL");
    }

    private JobError failureAfter(String answer) throws IOException {
        try (var socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var downloads = new Downloads(folder, setup -> setup.retries(0))) {
            var server = new Thread(() -> answer(socket, answer), "malformed");
            server.start();
            URI location = URI.create("http://127.0.0.1:%d/tiny.bin".formatted(socket.getLocalPort()));
            JobHandle<LocalFile> job = downloads.start(Downloads.file(location));
            return downloads.failureOf(job);
        }
    }

    private static void answer(ServerSocket server, String answer) {
        try (Socket connection = server.accept()) {
            connection.getInputStream().read(new byte[8_192]);
            connection.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            connection.getOutputStream().flush();
            connection.shutdownOutput();
            while (connection.getInputStream().read() >= 0) {
                continue;
            }
        } catch (IOException gone) {
            // The client had enough.
        }
    }
}
