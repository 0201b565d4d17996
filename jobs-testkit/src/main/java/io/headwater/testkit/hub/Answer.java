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
    private @Nullable String about;
    private boolean bringsBytes;
    private boolean chunked;
    private Wire.@Nullable Stop stop;
    private @Nullable Ending withoutAnswer;
    private @Nullable Hold heldBefore;
    private @Nullable String raw;

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
        answer.about = name;
        answer.bringsBytes = true;
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
            bringsBytes = false;
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

    /** Which file it is about, even when it brings none of its bytes. */
    Answer about(String file) {
        about = file;
        return this;
    }

    // What may be done to it on its way out.

    /** Compressed while it is sent: nobody knows how long it gets, and there are no parts of it. */
    Answer compressed() {
        body = Gzip.of(body);
        from = 0;
        to = body.size();
        String etag = headers.get(HttpHeaderNames.ETAG);
        if (etag != null && !etag.startsWith("W/")) {
            with(HttpHeaderNames.ETAG, "W/" + etag);
        }
        without(HttpHeaderNames.ACCEPT_RANGES);
        return chunked().with(HttpHeaderNames.CONTENT_ENCODING, "gzip");
    }

    Answer chunked() {
        chunked = true;
        return without(HttpHeaderNames.CONTENT_LENGTH);
    }

    Answer untilClose() {
        return without(HttpHeaderNames.CONTENT_LENGTH).with(HttpHeaderNames.CONNECTION, "close");
    }

    Answer withSecond(String name, String value) {
        headers.add(name, value);
        return this;
    }

    Answer whole() {
        status = 200;
        from = 0;
        to = body.size();
        return without(HttpHeaderNames.CONTENT_RANGE).with(HttpHeaderNames.CONTENT_LENGTH, to);
    }

    Answer shifted(long by) {
        long size = body.size();
        from = Math.max(0, Math.min(size, from + by));
        to = Math.max(0, Math.min(size, to + by));
        return with(HttpHeaderNames.CONTENT_LENGTH, to - from).claimingTotal(size);
    }

    Answer claimingTotal(long size) {
        return with(HttpHeaderNames.CONTENT_RANGE, "bytes %d-%d/%d".formatted(from, to - 1, size));
    }

    /** Other bytes at the same place. */
    Answer carrying(Content other) {
        body = other.resizedTo(body.size());
        return this;
    }

    Answer endingAt(long size) {
        to = Math.max(from, Math.min(to, size));
        body = body.resizedTo(size);
        with(HttpHeaderNames.CONTENT_LENGTH, to - from);
        return isPart() ? claimingTotal(size) : this;
    }

    Answer overrunBy(long bytes) {
        to += bytes;
        body = body.resizedTo(Math.max(body.size(), to));
        return this;
    }

    Answer stoppedAfter(long bytes, Ending ending) {
        stop = new Wire.Stop(bytes, ending, null);
        return this;
    }

    Answer heldAfter(long bytes, Hold hold) {
        stop = new Wire.Stop(bytes, null, hold);
        return this;
    }

    Answer heldBefore(Hold hold) {
        heldBefore = hold;
        return this;
    }

    /** These characters and nothing else, then the hold, then the end of the connection. */
    Answer raw(String text, Hold hold) {
        raw = text;
        heldBefore = hold;
        return neverSaid(Ending.CLOSED);
    }

    Answer neverSaid(Ending ending) {
        withoutAnswer = ending;
        return this;
    }

    // What the server asks.

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

    boolean isEmpty() {
        return from >= to;
    }

    @Nullable
    String about() {
        return about;
    }

    boolean bringsBytes() {
        return bringsBytes;
    }

    boolean isJson() {
        return headers.get(HttpHeaderNames.CONTENT_TYPE, "").startsWith("application/json");
    }

    boolean isPart() {
        return status == 206;
    }

    boolean isChunked() {
        return chunked;
    }

    Wire.@Nullable Stop stop() {
        return stop;
    }

    @Nullable
    Ending withoutAnswer() {
        return withoutAnswer;
    }

    @Nullable
    String raw() {
        return raw;
    }

    @Nullable
    Hold heldBefore() {
        return heldBefore;
    }

    static Map<String, Object> object(Object... namesAndValues) {
        var object = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return object;
    }
}
