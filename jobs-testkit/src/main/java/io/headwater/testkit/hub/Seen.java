package io.headwater.testkit.hub;

import io.netty.util.concurrent.EventExecutor;
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
    private volatile boolean bringsBytes;
    private volatile @Nullable EventExecutor counting;

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

    /** Which file it is about, such as {@code org/name:config.json}, redirects and refusals included; null when about none. */
    public @Nullable String file() {
        return file;
    }

    /** Whether it was answered with bytes of that file. */
    public boolean bringsBytes() {
        return bringsBytes;
    }

    /** How many bytes of the body went out, counted when the system took them; headers are not counted. */
    public long sent() {
        EventExecutor counts = counting;
        if (counts == null || counts.inEventLoop() || counts.isShuttingDown()) {
            return sent.get();
        }
        // Who has received a byte may ask before it is counted, but not before the thread is done that sent and counts
        // it.
        return counts.submit(sent::get).syncUninterruptibly().getNow();
    }

    boolean mentions(String secret) {
        return uri().contains(secret)
                || asked.form().contains(secret)
                || headers().stream().anyMatch(header -> header.getValue().contains(secret));
    }

    void concerns(@Nullable String name) {
        file = name;
    }

    void answered(Answer answer, EventExecutor thread) {
        status = answer.status();
        bringsBytes = answer.bringsBytes() && !method().equals("HEAD");
        counting = thread;
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
