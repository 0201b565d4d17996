package io.headwater.models.download;

import static io.headwater.models.ModelServer.bytes;
import static io.headwater.models.download.Downloads.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobState;
import io.headwater.models.ModelServer;
import io.headwater.models.registry.hub.Hub;
import io.headwater.testkit.TestEngine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;

class NetworkTest {
    private static final byte[] CONTENT = bytes(500_000);
    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    private final ModelServer server = ModelServer.with(CONTENT);

    @AfterEach
    void close() {
        server.close();
    }

    @Nested
    class A_page {
        @Test
        void X12_X13_comes_from_no_private_network_unless_allowed_whatever_name_that_has() {
            Network network = Network.builder().build();

            assertThat(failureOf(network.read(server.location(), Network.Page::body)))
                    .isEqualTo("EGRESS_REFUSED");
            try (var names = new NameServer("127.0.0.1", "::1")) {
                Network named = Network.builder()
                        .connections(names.connections(A_MINUTE))
                        .build();
                assertThat(failureOf(named.read(at("models.test"), Network.Page::body)))
                        .isEqualTo("EGRESS_REFUSED");
            }
            assertThat(server.requests()).isEmpty();
        }

        @Test
        void X13_M9_a_hub_that_somebody_has_named_may_stand_inside_and_the_one_that_everybody_knows_may_not() {
            try (var names = new NameServer("127.0.0.1")) {
                URI named = at("hub.test");
                assertThat(ofTheHub(named.resolve("/"), names)
                                .read(named, Network.Page::status)
                                .block())
                        .isEqualTo(200);
                Network known = ofTheHub(URI.create("https://HuggingFace.co:443/"), names);
                assertThat(failureOf(known.read(URI.create("https://huggingface.co/api"), Network.Page::body)))
                        .isEqualTo("EGRESS_REFUSED");
            }
        }

        private static Network ofTheHub(URI endpoint, NameServer names) {
            return Network.builder()
                    .connections(names.connections(A_MINUTE))
                    .allowPrivate(Hub.mayBePrivate(endpoint))
                    .build();
        }

        @Test
        void S12_makes_the_files_of_its_host_wait_too_when_it_is_asked_for_too_often() {
            server.answersOnceWith(429, "Retry-After", "60");
            try (var downloads = new Downloads(folder, setup -> setup)) {
                List<String> heard = new CopyOnWriteArrayList<>();
                CompletableFuture<Integer> page = downloads
                        .network()
                        .read(server.location(), NetworkTest::statusOfGood)
                        .contextWrite(Network.patiently(heard::add))
                        .toFuture();
                downloads.until("somebody to be told", () -> !heard.isEmpty());
                JobHandle<LocalFile> job = downloads.start(file(server.location()));
                downloads.engine().until(job.id(), JobState.RUNNING);

                downloads.advance(Duration.ofSeconds(59));
                assertThat(server.requests()).hasSize(1);
                downloads.untilWithTime(
                        "both to be let in", () -> server.requests().size() >= 3);

                downloads.resultOf(job);
                assertThat(page.join()).isEqualTo(200);
                assertThat(heard).containsExactly("too often; trying again in 60 s");
            }
        }

        @Test
        void S12_waits_when_it_was_a_file_that_was_asked_for_too_often() {
            server.answersOnceWith(429, "Retry-After", "60");
            try (var downloads = new Downloads(folder, setup -> setup)) {
                JobHandle<LocalFile> job = downloads.start(file(server.location()));
                downloads.untilItSays(job, "trying again in 60 s");
                Mono<Integer> reading = downloads.network().read(server.location(), NetworkTest::statusOfGood);
                assertThat(failureOf(reading)).as("where a person waits for it").isEqualTo("RATE_LIMITED");
                CompletableFuture<Integer> page =
                        reading.contextWrite(Network.patiently(words -> {})).toFuture();

                downloads.advance(Duration.ofSeconds(59));
                assertThat(server.requests()).hasSize(1);
                downloads.untilWithTime(
                        "both to be let in", () -> server.requests().size() >= 3);

                downloads.resultOf(job);
                assertThat(page.join()).isEqualTo(200);
            }
        }

        @Test
        void S11_that_comes_and_comes_is_not_waited_for_without_end() {
            server.holdsAt(300_000);
            try (var downloads = Downloads.over(network -> network.longestPage(Duration.ofMillis(200)), folder)) {
                List<String> heard = new CopyOnWriteArrayList<>();
                CompletableFuture<Integer> page = downloads
                        .network()
                        .read(server.location(), NetworkTest::statusOfGood)
                        .contextWrite(Network.patiently(heard::add))
                        .toFuture();

                downloads.until("somebody to be told", () -> !heard.isEmpty());
                assertThat(heard).singleElement().asString().contains("had not come to its end after");
                assertThat(page).isNotDone();
            }
        }

        @Test
        void X26_that_does_not_end_is_not_read_to_its_end() {
            server.changesTo(new byte[17 * 1024 * 1024]);
            server.hidesTheLength();

            assertThat(failureOf(open().read(server.location(), Network.Page::body)))
                    .isEqualTo("TOO_LARGE");
        }
    }

    @Nested
    class The_size_of_a_file {
        @Test
        void S22_is_found_out_where_nobody_may_ask_for_the_head_alone() throws IOException {
            try (var source = new RawServer()) {
                source.says("HTTP/1.1 405 No\r\nContent-Length: 0\r\n\r\n")
                        .says("HTTP/1.1 206 Part\r\nContent-Length: 1\r\nContent-Range: bytes 0-0/500000\r\n\r\nx");

                assertThat(open().size(source.location(), FirstAnswers.IGNORED).block())
                        .isEqualTo(500_000);
                assertThat(source.requests().get(1)).startsWith("GET ").contains("bytes=0-0");
            }
        }

        @Test
        void S22_is_what_the_whole_would_have_where_there_are_no_parts() throws IOException {
            try (var source = new RawServer()) {
                source.says("HTTP/1.1 501 No\r\nContent-Length: 0\r\n\r\n")
                        .says("HTTP/1.1 200 All\r\nContent-Length: 500000\r\n\r\n");

                assertThat(open().size(source.location(), FirstAnswers.IGNORED).block())
                        .isEqualTo(500_000);
            }
        }
    }

    @Nested
    class When_nobody_says_what_a_name_stands_for {
        @Test
        void N02_it_fails_in_time_and_nobody_else_has_to_wait() {
            try (var names = new NameServer();
                    var downloads = downloads(names.connections(A_MINUTE))) {
                JobHandle<LocalFile> lost = downloads.start(file(at("models.test")));
                downloads.until("the question to arrive", () -> names.questions() > 0);
                downloads.resultOf(downloads.start(new RemoteFile("other.bin", server.location(), null)));

                downloads.untilItSays(lost, "The host models.test was not found; trying again in 2 s (1 of 3)");
                TestEngine.done(lost.cancel());
            }
        }
    }

    @Nested
    class When_nobody_hears_a_connection {
        @Test
        void N04_that_is_a_timeout_and_tried_again() throws IOException {
            assumeThat(System.getProperty("os.name")).startsWith("Linux");
            try (var deaf = new DeafServer("127.0.0.1", 0);
                    var downloads = downloads(Connections.with(Duration.ofMillis(300), names -> {}))) {
                JobHandle<LocalFile> job = downloads.start(file(deaf.location()));
                downloads.untilItSays(job, "Network timeout: 127.0.0.1 sent no answer; trying again in 2 s (1 of 3)");
                downloads.advance(Duration.ofSeconds(3));
                downloads.untilItSays(job, "(2 of 3)");
                downloads.advance(Duration.ofSeconds(5));
                downloads.untilItSays(job, "(3 of 3)");
                downloads.advance(Duration.ofSeconds(10));

                assertThat(downloads.failureOf(job).code().name()).isEqualTo("TIMEOUT");
            }
        }

        @Test
        void N05_at_its_address_of_the_new_kind_it_is_made_to_that_of_the_old_at_once() throws IOException {
            assumeThat(System.getProperty("os.name")).startsWith("Linux");
            try (var names = new NameServer("::1", "127.0.0.1");
                    var deaf = new DeafServer("::1", server.location().getPort());
                    var downloads = downloads(names.connections(A_MINUTE))) {
                downloads.resultOf(downloads.start(file(at("models.test"))));
            }
            assertThat(folder.resolve("tiny.bin")).hasBinaryContent(CONTENT);
        }
    }

    @Nested
    class When_the_network_is_away {
        @Test
        void N12_a_job_that_may_waits_for_it_and_says_since_when() throws IOException {
            URI lost = lost();
            try (var downloads = Downloads.over(network -> network.waitForNetwork(true), folder)) {
                JobHandle<LocalFile> job = downloads.start(file(lost));
                downloads.untilItSays(job, "; waiting for the network since ");
                for (int rests = 1; rests <= 10; rests++) {
                    downloads.letRestPass();
                }
                downloads.untilItRests();

                assertThat(downloads.engine().state(job.id())).isEqualTo(JobState.RUNNING);
                assertThat(downloads.log(job)).hasSize(1);
                assertThat(downloads.engine().view(job.id()).progress().message())
                        .contains("waiting for the network since");
                try (ModelServer back = ModelServer.at(lost.getPort(), CONTENT)) {
                    downloads.letRestPass();
                    downloads.resultOf(job);
                    assertThat(back.requests()).containsExactly("GET");
                }
            }
            assertThat(folder.resolve("tiny.bin")).hasBinaryContent(CONTENT);
        }

        @Test
        void N12_what_is_here_of_a_file_is_kept_whether_a_job_waits_or_not() throws IOException {
            server.dropsConnectionAt(300_000);
            try (var downloads = new Downloads(folder, setup -> setup)) {
                JobHandle<LocalFile> job = downloads.start(file(server.location()));
                downloads.untilItSays(job, "(1 of 3)");
                server.close();
                downloads.advance(Duration.ofSeconds(3));
                downloads.untilItSays(job, "(2 of 3)");
                downloads.advance(Duration.ofSeconds(5));
                downloads.untilItSays(job, "(3 of 3)");
                downloads.advance(Duration.ofSeconds(10));

                assertThat(downloads.failureOf(job).code().name()).isEqualTo("CONNECT");
                assertThat(ModelServer.partialIn(folder)).isEqualTo(300_000);
            }
        }

        private URI lost() throws IOException {
            try (var socket = new ServerSocket(0)) {
                return URI.create("http://127.0.0.1:%d/tiny.bin".formatted(socket.getLocalPort()));
            }
        }
    }

    @Nested
    class A_server_that_lets_only_some_in {
        /** The fourth refusal would be the end of anybody's patience. */
        @Test
        void N17_serves_one_after_the_other_and_nobody_fails() {
            ModelServer.Hold hold = server.holdsAt(300_000);
            try (var downloads = new Downloads(folder, setup -> setup.connections(1))) {
                JobHandle<LocalFile> first = downloads.start(file(server.location()));
                downloads.until("the first to be served", () -> ModelServer.partialIn(folder) == 300_000);
                server.refusesFromNowOnWith(503);
                JobHandle<LocalFile> second = downloads.start(new RemoteFile("other.bin", server.location(), null));
                downloads.untilItSays(second, "answered 503; trying again while it serves others of ours");
                downloads.untilWithTime(
                        "its fourth refusal", () -> server.requests().size() >= 5);

                server.refusesNoMore();
                hold.release();
                downloads.resultOf(first);
                downloads.untilWithTime(
                        "the second to be let in", () -> downloads.engine().state(second.id()) == JobState.COMPLETED);
                assertThat(downloads.log(second)).hasSize(1);
            }
        }
    }

    @Nested
    class What_is_spoken {
        @Test
        void N19_is_the_old_protocol_and_no_other_is_asked_for() {
            List<HttpServerRequest> requests = new CopyOnWriteArrayList<>();
            DisposableServer both = HttpServer.create()
                    .host("127.0.0.1")
                    .protocol(HttpProtocol.H2C, HttpProtocol.HTTP11)
                    .handle((request, response) -> {
                        requests.add(request);
                        return response.sendString(Mono.just("hello"));
                    })
                    .bindNow();
            try (var downloads = new Downloads(folder, setup -> setup)) {
                downloads.get(file(URI.create("http://127.0.0.1:%d/tiny.bin".formatted(both.port()))));
            } finally {
                both.disposeNow();
            }

            assertThat(requests).singleElement().satisfies(request -> {
                assertThat(request.version().text()).isEqualTo("HTTP/1.1");
                assertThat(request.requestHeaders().names()).doesNotContain("Upgrade", "HTTP2-Settings");
            });
        }

        @Test
        void N19_nor_offered_to_whom_one_speaks_in_secret() throws IOException {
            try (var listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                    var downloads = new Downloads(folder, setup -> setup.retries(0))) {
                downloads.start(file(URI.create("https://127.0.0.1:%d/tiny.bin".formatted(listening.getLocalPort()))));
                try (Socket connection = listening.accept()) {
                    var hello = new byte[16_384];
                    int length = connection.getInputStream().read(hello);

                    assertThat(hello[0]).as("a handshake").isEqualTo((byte) 22);
                    assertThat(new String(hello, 0, length, StandardCharsets.ISO_8859_1))
                            .doesNotContain("\u0002h2");
                }
            }
        }
    }

    private Downloads downloads(Connections connections) {
        return Downloads.over(network -> network.connections(connections), folder);
    }

    private static Network open() {
        return Network.builder().allowPrivate(location -> true).build();
    }

    private URI at(String host) {
        return URI.create(server.location().toString().replace("127.0.0.1", host));
    }

    private static int statusOfGood(Network.Page page) {
        if (page.status() != 200) {
            throw new JobException.Network(new ErrorCode("RATE_LIMITED"), "too often", null, null);
        }
        return page.status();
    }

    private static String failureOf(Mono<?> question) {
        try {
            question.toFuture().join();
            return "none";
        } catch (CompletionException failure) {
            return ((JobException) failure.getCause()).code().name();
        }
    }
}
