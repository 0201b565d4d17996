package io.headwater.testkit.hub;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The place for something to go wrong: which requests, how often; and, last of all, what. Unless told otherwise, it happens
 * once, to the first request that fits. What happens to the bytes of a file waits for an answer that carries some, so that
 * {@code when("model.bin").resetsAfter(1000)} is not used up by the redirect that comes before.
 *
 * <p>Of several things that are up for one request, the one that was arranged first happens.
 */
public final class Cue {
    private final Faults faults;
    private Predicate<Seen> requests;
    private int skipped;
    private int times = 1;

    Cue(Faults faults, Predicate<Seen> requests) {
        this.faults = faults;
        this.requests = requests;
    }

    // Which requests.

    /** Only at one of the origins. */
    public Cue at(Origin origin) {
        return only(seen -> seen.origin() == origin);
    }

    /** Only for {@code HEAD}, say. */
    public Cue asked(String method) {
        return only(seen -> seen.method().equals(method));
    }

    /** Only where a part is asked for that does not begin at 0: for resumed downloads. */
    public Cue resumed() {
        return only(seen -> {
            String range = seen.range();
            return range != null && !range.startsWith("bytes=0-");
        });
    }

    private Cue only(Predicate<Seen> more) {
        requests = requests.and(more);
        return this;
    }

    /** The first ones that fit are let through. */
    public Cue after(int requestsThatFit) {
        skipped = requestsThatFit;
        return this;
    }

    public Cue times(int count) {
        times = count;
        return this;
    }

    public Cue always() {
        return times(Integer.MAX_VALUE);
    }

    // No answer, or another one.

    /** The connection is reset without an answer. */
    public Fault resets() {
        return any((asked, answer) -> answer.neverSaid(Ending.RESET));
    }

    /** The connection is closed without an answer. */
    public Fault closes() {
        return any((asked, answer) -> answer.neverSaid(Ending.CLOSED));
    }

    /** Nothing is said, not even a status, until the hold is released. */
    public Hold staysSilent() {
        var hold = new Hold();
        any((asked, answer) -> answer.heldBefore(hold));
        return hold;
    }

    /** A status with the hub's kind of error; headers such as {@code Retry-After} or {@code RateLimit} go with it. */
    public Fault answers(int status, Map<String, String> headers) {
        return instead(asked -> {
            Answer refusal = Answer.json(status, Answer.object("error", "status %d on cue".formatted(status)));
            headers.forEach(refusal::with);
            return refusal;
        });
    }

    public Fault answers(int status) {
        return answers(status, Map.of());
    }

    /** 429, with the pause as the hub has it: in seconds, or as a date. */
    public Fault askedTooOften(String retryAfter) {
        return answers(429, Map.of("Retry-After", retryAfter));
    }

    /** A page, as from a captive portal or a proxy; or JSON that is not what it should be. */
    public Fault says(int status, String contentType, String text) {
        return instead(asked -> Answer.of(status, contentType, text));
    }

    /** JSON that goes on and on: a small answer that becomes so large when it is unpacked. */
    public Fault saysEndlessly(int unpackedBytes) {
        return instead(asked -> Answer.of(200, "application/json", "[" + " ".repeat(unpackedBytes - 1))
                .compressed());
    }

    /**
     * These characters and no others, for what no server should say: half a header, bad chunks, headers without end. Then
     * the connection stands still, and is closed when the hold is released.
     */
    public Hold saysRaw(String text) {
        var hold = new Hold();
        any((asked, answer) -> answer.raw(text, hold));
        return hold;
    }

    /** Wherever that may be: another scheme, a private address, back to itself. */
    public Fault redirectsTo(String location) {
        return instead(asked -> Answer.redirect(302, location));
    }

    /** To the very URL that was asked for. */
    public Fault redirectsToItself() {
        return instead(asked -> Answer.redirect(307, asked.uri()));
    }

    /** The same answer, with one header more, or another. */
    public Fault withHeader(String name, String value) {
        return any((asked, answer) -> answer.with(name, value));
    }

    /** The same answer, with that header twice. */
    public Fault withSecondHeader(String name, String value) {
        return any((asked, answer) -> answer.withSecond(name, value));
    }

    public Fault withoutHeader(String name) {
        return any((asked, answer) -> answer.without(name));
    }

    // In the bytes of a file.

    /** The connection is reset when so many bytes of this answer have been sent; some of them may be lost. */
    public Fault resetsAfter(long bytes) {
        return bytes((asked, answer) -> answer.stoppedAfter(bytes, Ending.RESET));
    }

    /** The connection is closed, politely, when so many bytes of this answer have been sent. */
    public Fault closesAfter(long bytes) {
        return bytes((asked, answer) -> answer.stoppedAfter(bytes, Ending.CLOSED));
    }

    /** Nothing more comes after so many bytes of this answer, until the hold is released. */
    public Hold stallsAfter(long bytes) {
        var hold = new Hold();
        bytes((asked, answer) -> answer.heldAfter(bytes, hold));
        return hold;
    }

    /** One bit of the byte at that place of the file is wrong. */
    public Fault garblesByte(long offset) {
        return bytes((asked, answer) -> answer.carrying(answer.body().flippedAt(offset)));
    }

    /** The file ends early, and the headers agree with that. */
    public Fault endsFileAt(long size) {
        return bytes((asked, answer) -> answer.endingAt(size));
    }

    /** So many zeros follow, of which the headers say nothing. */
    public Fault addsBytes(long count) {
        return bytes((asked, answer) -> answer.overrunBy(count));
    }

    /** Another file altogether; no header tells. */
    public Fault sendsInstead(Content other) {
        return bytes((asked, answer) -> answer.carrying(other));
    }

    /** 200 and the whole file, whatever part was asked for. */
    public Fault ignoresRange() {
        return part((asked, answer) -> answer.whole());
    }

    /** Another part than the one asked for, and {@code Content-Range} says so. */
    public Fault shiftsRange(long by) {
        return part((asked, answer) -> answer.shifted(by));
    }

    /** {@code Content-Range} gives the file another size. */
    public Fault claimsTotal(long size) {
        return part((asked, answer) -> answer.claimingTotal(size));
    }

    /** {@code Content-Length} is what is said here, not what comes. */
    public Fault claimsLength(long length) {
        return bytes((asked, answer) -> answer.with(HttpHeaderNames.CONTENT_LENGTH, length));
    }

    /** In chunks, with no length told beforehand. */
    public Fault sendsChunked() {
        return bytes((asked, answer) -> answer.chunked());
    }

    /** With no length told and no chunks: the end is where the connection closes. */
    public Fault sendsUntilClose() {
        return bytes((asked, answer) -> answer.untilClose());
    }

    /** Compressed, although nobody asked for that. */
    public Fault compresses() {
        return bytes((asked, answer) -> answer.whole().compressed());
    }

    // How it is arranged.

    private Fault any(BiFunction<Asked, Answer, Answer> effect) {
        return faults.add(new Fault(requests, answer -> true, skipped, times, effect));
    }

    private Fault bytes(BiFunction<Asked, Answer, Answer> effect) {
        return body(Answer::bringsBytes, effect);
    }

    private Fault part(BiFunction<Asked, Answer, Answer> effect) {
        return body(Answer::isPart, effect);
    }

    private Fault body(Predicate<Answer> answers, BiFunction<Asked, Answer, Answer> effect) {
        return faults.add(
                new Fault(requests.and(seen -> !seen.method().equals("HEAD")), answers, skipped, times, effect));
    }

    /** Whatever went wrong, the hub can say under which number. */
    private Fault instead(Function<Asked, Answer> other) {
        return any((asked, answer) -> {
            Answer spoiled = other.apply(asked);
            String id = answer.headers().get("X-Request-Id");
            return id == null ? spoiled : spoiled.with("X-Request-Id", id);
        });
    }
}
