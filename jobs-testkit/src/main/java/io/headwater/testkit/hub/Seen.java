package io.headwater.testkit.hub;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A request that arrived, and what became of it so far. */
public final class Seen {
    private final Origin origin;
    private final Asked asked;
    private final AtomicLong sent = new AtomicLong();
    private volatile int status;
    private volatile @Nullable String file;

    Seen(Origin origin, Asked asked) {
        this.origin = origin;
        this.asked = asked;
    }

    public Origin origin() {
        return origin;
    }

    public String method() {
        return asked.method();
    }

    /** Path and query, as they came. */
    public String uri() {
        return asked.uri();
    }

    /** The path, decoded. */
    public String path() {
        return Asked.decoded(asked.rawPath());
    }

    /** The first header of that name. */
    public @Nullable String header(String name) {
        return asked.header(name);
    }

    public List<Map.Entry<String, String>> headers() {
        return List.copyOf(asked.headers().entries());
    }

    /** The part that was asked for, such as {@code bytes=100-}. */
    public @Nullable String range() {
        return header("Range");
    }

    /** 0 as long as nothing was answered. */
    public int status() {
        return status;
    }

    /** Which file bytes were sent of, such as {@code org/name:config.json}; null for all other answers. */
    public @Nullable String file() {
        return file;
    }

    /** How many bytes of the body went out, counted when the system took them; headers are not counted. */
    public long sent() {
        return sent.get();
    }

    boolean mentions(String secret) {
        return uri().contains(secret)
                || asked.form().contains(secret)
                || headers().stream().anyMatch(header -> header.getValue().contains(secret));
    }

    void answered(Answer answer) {
        status = answer.status();
        file = answer.file();
    }

    void sent(int bytes) {
        sent.addAndGet(bytes);
    }

    @Override
    public String toString() {
        String range = range();
        return "%s %s %s%s -> %d".formatted(origin, method(), uri(), range == null ? "" : " " + range, status);
    }
}
