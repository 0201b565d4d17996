package io.headwater.models.download;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/** Where a request goes, and where a redirect may lead. */
final class Addresses {
    private Addresses() {}

    /** For people: without the query, in which a signature may stand, and without a user's name and password. */
    static String shown(URI location) {
        return origin(location) + (location.getRawPath() == null ? "" : location.getRawPath());
    }

    /** Scheme, host and port: whoever has the same ones is the same server. */
    static String origin(URI location) {
        String scheme = String.valueOf(location.getScheme()).toLowerCase(Locale.ROOT);
        String host = String.valueOf(location.getHost()).toLowerCase(Locale.ROOT);
        int port = location.getPort();
        boolean usual = port < 0 || port == (scheme.equals("https") ? 443 : 80);
        return "%s://%s%s".formatted(scheme, host, usual ? "" : ":" + port);
    }

    /**
     * Where a redirect leads; empty where nobody should follow: only to the web, and never from a place that proved who
     * it is to one that did not.
     */
    static Optional<URI> redirect(URI from, String target) {
        try {
            // A query alone keeps the path, which the JDK's rules, older than the web's, do not.
            URI to = target.startsWith("?") ? new URI(Addresses.shown(from) + target) : from.resolve(new URI(target));
            return isSafe(from, to) ? Optional.of(to) : Optional.empty();
        } catch (URISyntaxException | IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    private static boolean isSafe(URI from, URI to) {
        String scheme = String.valueOf(to.getScheme()).toLowerCase(Locale.ROOT);
        boolean leadsSomewhere = to.getHost() != null && to.getRawUserInfo() == null;
        return leadsSomewhere && (scheme.equals("https") || (scheme.equals("http") && !isSecure(from)));
    }

    static boolean isSecure(URI location) {
        return "https".equalsIgnoreCase(location.getScheme());
    }
}
