package io.headwater.testkit.hub;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.net.URI;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A file at a plain URL. It begins with everything that a good server tells; each method takes something away. */
public final class PlainFile {
    private final String path;
    private final Supplier<URI> origin;
    private volatile Content content;
    private volatile int version = 1;
    private volatile boolean tellsEtag = true;
    private volatile boolean weakEtag;
    private volatile boolean tellsDate = true;
    private volatile boolean knowsRanges = true;
    private volatile boolean refusesHead;
    private volatile @Nullable String disposition;

    PlainFile(String path, Content content, Supplier<URI> origin) {
        this.path = path;
        this.content = content;
        this.origin = origin;
    }

    public URI url() {
        return origin.get().resolve(Resolve.encoded(path));
    }

    public PlainFile withoutEtag() {
        tellsEtag = false;
        return this;
    }

    /** Its etag only says that the file means the same. */
    public PlainFile withWeakEtag() {
        weakEtag = true;
        return this;
    }

    public PlainFile withoutLastModified() {
        tellsDate = false;
        return this;
    }

    /** It always comes as a whole, and nobody is promised anything else. */
    public PlainFile withoutRanges() {
        knowsRanges = false;
        return this;
    }

    /** A HEAD is answered with 405. */
    public PlainFile refusingHead() {
        refusesHead = true;
        return this;
    }

    /** What the server would have it saved as. */
    public PlainFile withDisposition(String header) {
        disposition = header;
        return this;
    }

    /** From now on, it is another file. */
    public PlainFile changesTo(Content other) {
        content = other;
        version++;
        return this;
    }

    Answer answer(Asked asked) {
        if (refusesHead && asked.isHead()) {
            return Answer.of(405, "text/plain", "").with("Allow", "GET");
        }
        Answer answer = Answer.file(path, content, version(), knowsRanges ? asked : asked.withoutRange())
                .with(HttpHeaderNames.CONTENT_TYPE, "application/octet-stream");
        if (!knowsRanges) {
            answer.without(HttpHeaderNames.ACCEPT_RANGES);
        }
        String name = disposition;
        return name == null ? answer : answer.with(HttpHeaderNames.CONTENT_DISPOSITION, name);
    }

    private Version version() {
        String etag = "%s\"version-%d\"".formatted(weakEtag ? "W/" : "", version);
        String date = "Fri, %02d May 2024 12:00:00 GMT".formatted(version);
        return new Version(tellsEtag ? etag : null, tellsDate ? date : null);
    }
}
