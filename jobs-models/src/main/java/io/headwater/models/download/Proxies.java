package io.headwater.models.download;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who stands between this machine and a place: as the environment says, in the way that most programs understand
 * ({@code HTTPS_PROXY}, {@code HTTP_PROXY}, {@code ALL_PROXY}, {@code NO_PROXY}), or else as the JVM has been told.
 */
final class Proxies implements Function<URI, Optional<URI>> {
    private final Map<String, String> environment;
    private final @Nullable ProxySelector jvm;

    Proxies(Map<String, String> environment, @Nullable ProxySelector jvm) {
        this.environment = environment;
        this.jvm = jvm;
    }

    static Proxies ofThisMachine() {
        return new Proxies(System.getenv(), ProxySelector.getDefault());
    }

    /** Such as {@code http://user:password@host:3128}; {@code socks5} instead of {@code http} where it speaks that. */
    @Override
    public Optional<URI> apply(URI location) {
        if (Egress.isThisMachine(location.getHost())) {
            return Optional.empty();
        }
        return find(location.getScheme() + "_proxy")
                .or(() -> find("all_proxy"))
                .map(proxy -> isExempt(location) ? Optional.<URI>empty() : Optional.of(address(proxy)))
                .orElseGet(() -> selected(location));
    }

    private Optional<String> find(String name) {
        return Stream.of(name.toLowerCase(Locale.ROOT), name.toUpperCase(Locale.ROOT))
                .map(environment::get)
                .filter(value -> value != null && !value.isBlank())
                .findFirst();
    }

    private boolean isExempt(URI location) {
        String host = location.getHost().toLowerCase(Locale.ROOT);
        return find("no_proxy")
                .map(list -> Arrays.stream(list.toLowerCase(Locale.ROOT).split("[,\\s]+"))
                        .anyMatch(name -> name.equals("*")
                                || host.equals(name)
                                || (!name.isEmpty() && host.endsWith(name.startsWith(".") ? name : "." + name))))
                .orElse(false);
    }

    /** Many leave out the scheme. */
    private static URI address(String proxy) {
        try {
            return URI.create(proxy.contains("://") ? proxy : "http://" + proxy);
        } catch (IllegalArgumentException notAnAddress) {
            throw DownloadErrors.noProxy();
        }
    }

    private Optional<URI> selected(URI location) {
        Stream<Proxy> offered = jvm == null ? Stream.empty() : jvm.select(location).stream();
        return offered.findFirst()
                .filter(proxy -> proxy.type() != Proxy.Type.DIRECT)
                .map(proxy -> {
                    var address = (InetSocketAddress) proxy.address();
                    String scheme = proxy.type() == Proxy.Type.SOCKS ? "socks5" : "http";
                    return URI.create("%s://%s:%d".formatted(scheme, address.getHostString(), address.getPort()));
                });
    }
}
