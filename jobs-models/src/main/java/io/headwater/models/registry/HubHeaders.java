package io.headwater.models.registry;

import io.headwater.models.download.Digest;
import java.util.Optional;
import java.util.function.Function;

/** What the hub tells of a file in the headers of its own answer, before it sends anybody elsewhere for the bytes. */
final class HubHeaders {
    private HubHeaders() {}

    /** Which bytes the file has; empty where the headers do not say. */
    static Optional<Digest> digest(Function<String, Optional<String>> header) {
        return header.apply("X-Linked-Etag")
                .or(() -> header.apply("ETag"))
                .map(etag -> etag.replaceFirst("^W/", "").replace("\"", ""))
                .flatMap(HubHeaders::named);
    }

    /** How long the file is, where somebody else has its bytes; empty where the headers do not say. */
    static Optional<Long> bytes(Function<String, Optional<String>> header) {
        return header.apply("X-Linked-Size")
                .filter(size -> size.matches("\\d{1,18}"))
                .map(Long::valueOf);
    }

    private static Optional<Digest> named(String etag) {
        if (etag.matches("[0-9a-f]{64}")) {
            return Optional.of(Digest.sha256(etag));
        }
        return etag.matches("[0-9a-f]{40}") ? Optional.of(Digest.gitSha1(etag)) : Optional.empty();
    }
}
