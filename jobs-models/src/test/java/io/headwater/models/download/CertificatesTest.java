package io.headwater.models.download;

import static io.headwater.models.download.Downloads.file;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.JobError;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.KeyManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;

/** Real handshakes, with certificates that were made for these tests by keytool: see {@code tls} among the resources. */
class CertificatesTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private Path folder;

    private final NameServer names = new NameServer("127.0.0.1");
    private SslContext trusting;

    @BeforeEach
    void trust() throws IOException {
        try (InputStream authority = resource("ca.pem")) {
            trusting = SslContextBuilder.forClient().trustManager(authority).build();
        }
    }

    @AfterEach
    void close() {
        names.close();
    }

    @Test
    void N06_a_server_that_can_prove_who_it_is_gets_its_request() throws Exception {
        DisposableServer server = serving("good");
        try (var downloads = downloads()) {
            downloads.get(file(location(server)));
        } finally {
            server.disposeNow();
        }
        assertThat(folder.resolve("tiny.bin")).hasContent("hello");
    }

    @ParameterizedTest
    @CsvSource({
        "expired, its certificate has expired",
        "other-name, its certificate is that of somebody else",
        "self-signed, nobody whom this machine trusts vouches for its certificate",
    })
    void N06_one_that_cannot_is_not_asked_twice_and_it_is_said_why(String certificate, String why) throws Exception {
        DisposableServer server = serving(certificate);
        try (var downloads = downloads()) {
            JobError error = downloads.failureOf(file(location(server)));

            assertThat(error.code().name()).isEqualTo("TLS");
            assertThat(error.retryable()).isFalse();
            assertThat(error.message()).isEqualTo("models.test could not prove who it is: " + why);
            assertThat(names.questions())
                    .as("for one handshake: both kinds of address")
                    .isLessThanOrEqualTo(2);
        } finally {
            server.disposeNow();
        }
    }

    private static DisposableServer serving(String certificate) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream stored = resource(certificate + ".p12")) {
            keys.load(stored, PASSWORD);
        }
        KeyManagerFactory identity = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        identity.init(keys, PASSWORD);
        SslContext context = SslContextBuilder.forServer(identity).build();
        return HttpServer.create()
                .host("127.0.0.1")
                .secure(setup -> setup.sslContext(context))
                .handle((request, response) -> response.sendString(Mono.just("hello")))
                .bindNow();
    }

    /** All is as always, but that the authority of the tests is one that this machine trusts. */
    private Downloads downloads() {
        HttpClient client = names.connections(Duration.ofSeconds(10)).free();
        var connections = new Connections(client.secure(setup -> setup.sslContext(trusting)), client, Map.of());
        return Downloads.over(network -> network.connections(connections), folder);
    }

    private static URI location(DisposableServer server) {
        return URI.create("https://models.test:%d/tiny.bin".formatted(server.port()));
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(CertificatesTest.class.getResourceAsStream("tls/" + name), name);
    }
}
