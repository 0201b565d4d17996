package io.headwater.models.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.JobHandle;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that answers, keeps the connection, and closes some of those it keeps when they are used again. */
class KeptConnectionTest {
    private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nETag: \"1\"\r\n\r\nhello";

    @TempDir
    private Path folder;

    private final ServerSocket server = listening();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile boolean closesOnReuse;

    @BeforeEach
    void serve() {
        var thread = new Thread(this::accept, "keeping");
        thread.setDaemon(true);
        thread.start();
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void a_second_file_comes_over_the_connection_of_the_first() {
        try (var downloads = keeping()) {
            downloads.get(file("one.bin"));
            downloads.get(file("two.bin"));
        }

        assertThat(connections).hasValue(1);
        assertThat(requests).containsExactly("one.bin", "two.bin");
    }

    @Test
    void N20_one_that_is_closed_just_when_it_is_used_again_is_nobodys_failure() {
        closesOnReuse = true;
        try (var downloads = keeping()) {
            downloads.get(file("one.bin"));
            JobHandle<LocalFile> second = downloads.start(file("two.bin"));
            downloads.resultOf(second);

            assertThat(downloads.log(second)).isEmpty();
        }

        assertThat(connections).hasValue(2);
        assertThat(requests).containsExactly("one.bin", "two.bin", "two.bin");
    }

    @Test
    void M9_one_that_leads_inside_is_not_lent_to_whoever_may_not_go_there() {
        try (var free = new Downloads(folder, setup -> setup)) {
            free.get(file("one.bin"));
        }
        try (var guarded = Downloads.over(network -> network.allowPrivate(location -> false), folder)) {
            assertThat(guarded.failureOf(file("two.bin")).code().name()).isEqualTo("EGRESS_REFUSED");
        }

        assertThat(requests).containsExactly("one.bin");
    }

    /** However long this machine takes from one file to the next. */
    private Downloads keeping() {
        var connections = Connections.with(Duration.ofSeconds(10), Duration.ofHours(1), names -> {});
        return Downloads.over(network -> network.connections(connections), folder);
    }

    private RemoteFile file(String name) {
        URI location = URI.create("http://127.0.0.1:%d/%s".formatted(server.getLocalPort(), name));
        return new RemoteFile(name, List.of(location), 5L, null);
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = server.accept();
                connections.incrementAndGet();
                var thread = new Thread(() -> answerAll(connection), "kept");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void answerAll(Socket connection) {
        try (connection) {
            var lines =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
            boolean again = false;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("GET /")) {
                    requests.add(line.substring("GET /".length(), line.indexOf(" HTTP")));
                }
                if (line.isEmpty()) {
                    if (again && closesOnReuse) {
                        return;
                    }
                    connection.getOutputStream().write(ANSWER.getBytes(StandardCharsets.US_ASCII));
                    again = true;
                }
            }
        } catch (IOException gone) {
            // The client had enough.
        }
    }

    private static ServerSocket listening() {
        try {
            return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }
}
