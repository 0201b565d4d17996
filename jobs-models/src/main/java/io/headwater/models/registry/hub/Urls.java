package io.headwater.models.registry.hub;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;

/** Where things are at an endpoint. */
final class Urls {
    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~";

    private final URI endpoint;

    Urls(URI endpoint) {
        this.endpoint = endpoint;
    }

    /** Where people look at it, and accept its terms. */
    URI page(Repo repo) {
        return at(repo.filesPath());
    }

    URI info(Repo repo, String revision) {
        return at("api/%s/revision/%s".formatted(repo.apiPath(), encode(revision, "")));
    }

    URI tree(Repo repo, String revision) {
        return at("api/%s/tree/%s?recursive=true&expand=false".formatted(repo.apiPath(), encode(revision, "")));
    }

    URI file(Repo repo, String revision, String path) {
        return at("%s/resolve/%s/%s".formatted(repo.filesPath(), encode(revision, ""), encode(path, "/")));
    }

    /**
     * The next page of a listing; empty where the link leads to none. Behind a mirror its link may name another host; the page
     * is the mirror's all the same.
     */
    Optional<URI> next(String link) {
        try {
            var page = new URI(link);
            String path = Objects.requireNonNullElse(page.getRawPath(), "");
            String query = page.getRawQuery() == null ? "" : "?" + page.getRawQuery();
            int api = path.indexOf("/api/");
            return api < 0 ? Optional.empty() : Optional.of(at(path.substring(api + 1) + query));
        } catch (URISyntaxException noLink) {
            return Optional.empty();
        }
    }

    private URI at(String path) {
        String base = endpoint.toString();
        return URI.create((base.endsWith("/") ? base : base + "/") + path);
    }

    /** As UTF-8, all but letters, digits, a few signs and what is exempt; a blank is %20. */
    static String encode(String text, String exempt) {
        var encoded = new StringBuilder();
        for (byte unit : text.getBytes(StandardCharsets.UTF_8)) {
            char sign = (char) (unit & 0xff);
            if (sign < 128 && (UNRESERVED.indexOf(sign) >= 0 || exempt.indexOf(sign) >= 0)) {
                encoded.append(sign);
            } else {
                encoded.append('%').append("%02X".formatted((int) sign));
            }
        }
        return encoded.toString();
    }
}
