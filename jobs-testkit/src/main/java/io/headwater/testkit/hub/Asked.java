package io.headwater.testkit.hub;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request as a site looks at it. */
record Asked(String method, String uri, HttpHeaders headers, String form) {
    boolean isHead() {
        return method.equals("HEAD");
    }

    /** The path as it came, without the query. */
    String rawPath() {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    /** The parts of the path, still encoded, so that {@code refs%2Fpr%2F1} is one. */
    List<String> segments() {
        return new ArrayList<>(Arrays.asList(rawPath().substring(1).split("/", -1)));
    }

    static String decoded(String raw) {
        return QueryStringDecoder.decodeComponent(raw.replace("+", "%2B"));
    }

    @Nullable
    String query(String name) {
        List<String> values = queries(name);
        return values.isEmpty() ? null : values.get(0);
    }

    List<String> queries(String name) {
        return new QueryStringDecoder(uri).parameters().getOrDefault(name, List.of());
    }

    List<String> fields(String name) {
        return new QueryStringDecoder("?" + form).parameters().getOrDefault(name, List.of());
    }

    @Nullable
    String header(CharSequence name) {
        return headers.get(name);
    }

    Asked withoutRange() {
        return new Asked(method, uri, headers.copy().remove(HttpHeaderNames.RANGE), form);
    }

    @Nullable
    String token() {
        String authorization = header(HttpHeaderNames.AUTHORIZATION);
        return authorization == null ? null : authorization.replaceFirst("^(?i)bearer +", "");
    }
}
