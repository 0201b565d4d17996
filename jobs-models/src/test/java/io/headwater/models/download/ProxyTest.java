package io.headwater.models.download;

import static io.headwater.models.ModelServer.bytes;
import static io.headwater.models.download.Downloads.file;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.JobError;
import io.headwater.models.ModelServer;
import io.headwater.models.registry.hub.Hub;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyTest {
    private static final byte[] CONTENT = bytes(500_000);
    private static final URI MODEL = URI.create("http://models.test/tiny.bin");

    @TempDir
    private Path folder;

    private final ModelServer server = ModelServer.with(CONTENT);
    private final TestProxy proxy = new TestProxy(server.location().getPort());

    @AfterEach
    void close() throws IOException {
        proxy.close();
        server.close();
    }

    @Nested
    class Through_a_proxy {
        @Test
        void N14_files_and_pages_come_and_the_login_stays_with_the_proxy() {
            URI withLogin = URI.create("http://name:word@127.0.0.1:" + proxy.port());
            try (var downloads = through(withLogin, 3)) {
                downloads.get(file(MODEL));
                assertThat(downloads.network().read(MODEL, Network.Page::status).block())
                        .isEqualTo(200);
            }

            assertThat(folder.resolve("tiny.bin")).hasBinaryContent(CONTENT);
            assertThat(proxy.requests())
                    .allSatisfy(request -> assertThat(request)
                            .startsWith("CONNECT models.test:80 ")
                            .containsIgnoringCase("proxy-authorization: basic")
                            .doesNotContain("secret"));
            assertThat(server.said("Proxy-Authorization")).containsOnly("");
            assertThat(server.said("Authorization")).containsOnly("Bearer secret");
        }

        @Test
        void N14_that_wants_to_know_who_asks_nothing_is_told_and_it_is_named() {
            proxy.refusesWith("407 Who", "Proxy-Authenticate: Basic realm=\"office\"");
            try (var downloads = through(proxy.address(), 3)) {
                JobError error = downloads.failureOf(file(MODEL));

                assertThat(error.code().name()).isEqualTo("CONNECT");
                assertThat(error.retryable()).isFalse();
                assertThat(error.message())
                        .isEqualTo(
                                "No connection to models.test: the proxy 127.0.0.1:%d asks who we are", proxy.port());
                assertThat(error.hint()).contains("name:password@127.0.0.1");
            }
            assertThat(proxy.requests()).singleElement().asString().doesNotContain("secret");
            assertThat(server.requests()).isEmpty();
        }

        @Test
        void N14_that_refuses_it_is_said_who_refuses() {
            proxy.refusesWith("403 Not there");
            try (var downloads = through(proxy.address(), 0)) {
                JobError error = downloads.failureOf(file(MODEL));

                assertThat(error.code().name()).isEqualTo("CONNECT");
                assertThat(error.message())
                        .isEqualTo("No connection to models.test: the proxy 127.0.0.1:%d refuses it", proxy.port());
            }
            assertThat(proxy.requests()).singleElement().asString().doesNotContain("secret");
        }

        @Test
        void N14_that_is_not_there_it_is_said_who_is_not() throws IOException {
            proxy.close();
            try (var downloads = through(proxy.address(), 0)) {
                JobError error = downloads.failureOf(file(MODEL));

                assertThat(error.code().name()).isEqualTo("CONNECT");
                assertThat(error.message()).contains("the proxy 127.0.0.1:%d does not answer".formatted(proxy.port()));
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "http://10.0.0.1/",
                    "http://169.254.169.254/",
                    "http://[::ffff:10.0.0.1]/",
                    "http://[fd00::1]/",
                    "http://localhost./"
                })
        void X12_an_address_of_a_private_network_is_not_asked_for(String location) {
            try (var downloads = Downloads.over(
                    network ->
                            network.proxies(any -> Optional.of(proxy.address())).allowPrivate(any -> false),
                    folder)) {
                assertThat(downloads
                                .failureOf(file(URI.create(location)))
                                .code()
                                .name())
                        .isEqualTo("EGRESS_REFUSED");
            }
            assertThat(proxy.requests()).isEmpty();
        }

        /** The proxy makes of this server one that stands in the open internet, as far as anybody can see. */
        @Test
        void X13_M9_a_hub_in_the_open_internet_leads_to_no_private_network_though_somebody_has_named_it() {
            server.redirectsOnceTo(server.location().toString());
            try (var downloads = Downloads.over(
                    network -> network.proxies(location -> Egress.isThisMachine(location.getHost())
                                    ? Optional.empty()
                                    : Optional.of(proxy.address()))
                            .allowPrivate(Hub.mayBePrivate(MODEL.resolve("/"))),
                    folder)) {
                JobError error = downloads.failureOf(file(MODEL));

                assertThat(error.code().name()).isEqualTo("EGRESS_REFUSED");
                assertThat(error.message()).startsWith("127.0.0.1 stands inside a private network");
            }
            assertThat(server.requests()).hasSize(1);
        }

        private Downloads through(URI address, int retries) {
            return Downloads.over(
                    network -> network.proxies(location -> Optional.of(address))
                            .credentials(location -> Optional.of("Bearer secret"))
                            .allowPrivate(location -> false),
                    setup -> setup.retries(retries),
                    folder);
        }
    }

    @Nested
    class Which_one_it_is {
        @Test
        void the_environment_says_as_it_does_to_most_programs() {
            var proxies = new Proxies(
                    Map.of(
                            "HTTPS_PROXY", "http://one:3128",
                            "http_proxy", "two:3128",
                            "NO_PROXY", "inside.test, .within.test"),
                    null);

            assertThat(proxies.apply(URI.create("https://models.test/x"))).contains(URI.create("http://one:3128"));
            assertThat(proxies.apply(URI.create("http://models.test/x"))).contains(URI.create("http://two:3128"));
            assertThat(proxies.apply(URI.create("https://inside.test/x"))).isEmpty();
            assertThat(proxies.apply(URI.create("https://deep.inside.test/x"))).isEmpty();
            assertThat(proxies.apply(URI.create("https://deep.within.test/x"))).isEmpty();
            assertThat(proxies.apply(URI.create("https://notinside.test/x"))).isPresent();
        }

        @ParameterizedTest
        @ValueSource(strings = {"http://127.0.0.1:80/x", "http://localhost/x", "http://[::1]/x"})
        void nobody_stands_between_this_machine_and_itself(String location) {
            assertThat(new Proxies(Map.of("ALL_PROXY", "http://one:3128"), null).apply(URI.create(location)))
                    .isEmpty();
        }

        @Test
        void the_jvm_says_where_the_environment_is_silent() {
            var proxies = new Proxies(Map.of(), ProxySelector.of(new InetSocketAddress("three", 3128)));

            assertThat(proxies.apply(URI.create("https://models.test/x"))).contains(URI.create("http://three:3128"));
        }
    }
}
