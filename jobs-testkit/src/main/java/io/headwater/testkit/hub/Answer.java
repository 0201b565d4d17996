package io.headwater.testkit.hub;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectMapper;

/** What a site is about to say; on its way out, it may still be spoiled. */
final class Answer {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpHeaders headers = new DefaultHttpHeaders();
    private int status;
    private Content body;
    private long from;
    private long to;
    private @Nullable String file;
    private boolean chunked;
    private Wire.@Nullable Cut cut;
    private @Nullable Ending withoutAnswer;
    private @Nullable Hold heldBefore;
    private @Nullable Hold held;
    private long heldAt;

    private Answer(int status, Content body) {
        this.status = status;
        this.body = body;
        this.to = body.size();
    }

    static Answer of(int status, String contentType, String text) {
        var answer = new Answer(status, Content.of(text));
        return answer.with(HttpHeaderNames.CONTENT_TYPE, contentType).with(HttpHeaderNames.CONTENT_LENGTH, answer.to);
    }

    static Answer json(int status, Object value) {
        return of(status, "application/json; charset=utf-8", JSON.writeValueAsString(value));
    }

    /** With a little text, whose length is the length of this answer, whatever it leads to. */
    static Answer redirect(int status, String location) {
        return of(status, "text/plain; charset=utf-8", "Redirecting to " + location)
                .with(HttpHeaderNames.LOCATION, location);
    }

    /** The bytes of a file, all or as many as were asked for; the name is for the records. */
    static Answer file(String name, Content content, Version version, Asked asked) {
        var answer = new Answer(200, content);
        answer.file = name;
        version.tell(answer);
        answer.with(HttpHeaderNames.ACCEPT_RANGES, "bytes").with(HttpHeaderNames.CONTENT_LENGTH, content.size());
        if (version.isMeantBy(asked)) {
            Range.asked(asked, content.size()).ifPresent(answer::narrow);
        }
        return answer;
    }

    private void narrow(Range range) {
        long total = body.size();
        if (range.isEmpty()) {
            status = 416;
            body = Content.of("");
            from = 0;
            to = 0;
            file = null;
            with(HttpHeaderNames.CONTENT_RANGE, "bytes */" + total).with(HttpHeaderNames.CONTENT_LENGTH, 0);
        } else {
            status = 206;
            from = range.from();
            to = range.to();
            with(HttpHeaderNames.CONTENT_RANGE, "bytes %d-%d/%d".formatted(from, to - 1, total))
                    .with(HttpHeaderNames.CONTENT_LENGTH, to - from);
        }
    }

    Answer with(CharSequence name, Object value) {
        headers.set(name, value);
        return this;
    }

    Answer without(CharSequence name) {
        headers.remove(name);
        return this;
    }

    /** Compressed while it is sent: nobody knows how long it gets, and there are no parts of it. */
    Answer compressed() {
        body = Gzip.of(body);
        from = 0;
        to = body.size();
        status = status == 206 ? 200 : status;
        String etag = headers.get(HttpHeaderNames.ETAG);
        if (etag != null && !etag.startsWith("W/")) {
            with(HttpHeaderNames.ETAG, "W/" + etag);
        }
        without(HttpHeaderNames.CONTENT_RANGE).without(HttpHeaderNames.ACCEPT_RANGES);
        return chunked().with(HttpHeaderNames.CONTENT_ENCODING, "gzip");
    }

    Answer chunked() {
        chunked = true;
        return without(HttpHeaderNames.CONTENT_LENGTH);
    }

    int status() {
        return status;
    }

    HttpHeaders headers() {
        return headers;
    }

    Content body() {
        return body;
    }

    long from() {
        return from;
    }

    long to() {
        return to;
    }

    /** Which file these bytes are of; null when they are of none. */
    @Nullable
    String file() {
        return file;
    }

    boolean isEmpty() {
        return from >= to;
    }

    boolean isChunked() {
        return chunked;
    }

    // What happens on the way.

    Answer cutAfter(long bytes, Ending ending) {
        cut = new Wire.Cut(bytes, ending);
        return this;
    }

    Answer neverSaid(Ending ending) {
        withoutAnswer = ending;
        return this;
    }

    Answer heldBefore(Hold hold) {
        heldBefore = hold;
        return this;
    }

    Answer heldAt(long bytes, Hold hold) {
        heldAt = bytes;
        held = hold;
        return this;
    }

    Wire.@Nullable Cut cut() {
        return cut;
    }

    @Nullable
    Ending withoutAnswer() {
        return withoutAnswer;
    }

    @Nullable
    Hold heldBefore() {
        return heldBefore;
    }

    @Nullable
    Hold held() {
        return held;
    }

    long heldAt() {
        return heldAt;
    }

    static Map<String, Object> object(Object... namesAndValues) {
        var object = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return object;
    }
}
