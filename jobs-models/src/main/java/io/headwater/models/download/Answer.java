package io.headwater.models.download;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the answer of a source means for the bytes that are here.
 *
 * @param version which version of the file it speaks of
 */
record Answer(Meaning meaning, Version version) {
    /** Eighteen digits are a thousand petabytes, and always a long. */
    private static final Pattern RANGE = Pattern.compile("bytes (?:(\\d{1,18})-\\d{1,18}|\\*)/(?:(\\d{1,18})|\\*)");

    enum Meaning {
        /** The whole file follows. */
        BEGINS,
        /** What is missing follows. */
        CONTINUES,
        /** Nothing is missing. */
        IS_WHOLE,
        /** The bytes that are here and the source's do not belong together. */
        DOES_NOT_FIT,
        /** The source does not give it. */
        REFUSED,
        /** Not an answer to what was asked. */
        NONSENSE
    }

    /**
     * @param from what was asked for: all from this byte on, or some of it; null when it was the whole file
     * @param known which version the bytes that are here belong to
     */
    static Answer to(int status, HttpHeaders headers, @Nullable Long from, Version known) {
        return switch (status) {
            case 200 ->
                isEncoded(headers)
                        ? nonsense()
                        : new Answer(Meaning.BEGINS, new Version(etagIn(headers), lengthIn(headers)));
            case 206 -> isEncoded(headers) || from == null ? nonsense() : partOf(headers, from, known);
            case 416 -> from == null ? nonsense() : beyond(headers, from, known);
            default -> new Answer(Meaning.REFUSED, Version.UNKNOWN);
        };
    }

    private static Answer partOf(HttpHeaders headers, long from, Version known) {
        Matcher range = rangeIn(headers);
        if (!range.matches() || range.group(1) == null) {
            return nonsense();
        }
        String etag = etagIn(headers) == null ? known.etag() : etagIn(headers);
        Long total = range.group(2) == null ? known.bytes() : number(range.group(2));
        boolean fits = number(range.group(1)) == from && isSame(etag, known.etag()) && isSame(total, known.bytes());
        return new Answer(fits ? Meaning.CONTINUES : Meaning.DOES_NOT_FIT, new Version(etag, total));
    }

    /** The source has nothing after the bytes that are here: they are all, or too many. */
    private static Answer beyond(HttpHeaders headers, long from, Version known) {
        Matcher range = rangeIn(headers);
        boolean whole = range.matches()
                && range.group(2) != null
                && number(range.group(2)) == from
                && isSame(from, known.bytes());
        return new Answer(whole ? Meaning.IS_WHOLE : Meaning.DOES_NOT_FIT, new Version(known.etag(), from));
    }

    private static Answer nonsense() {
        return new Answer(Meaning.NONSENSE, Version.UNKNOWN);
    }

    /** What was not known before contradicts nothing. */
    private static boolean isSame(@Nullable Object now, @Nullable Object before) {
        return before == null || before.equals(now);
    }

    /** How long the file is, as far as the headers of a whole answer tell. */
    static @Nullable Long lengthIn(HttpHeaders headers) {
        String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
        return length != null && length.matches("\\d{1,18}") ? number(length) : null;
    }

    /** How long the file is of which one byte was asked for; null where the answer does not tell. */
    static @Nullable Long sizeIn(int status, HttpHeaders headers) {
        if (status == 200) {
            return lengthIn(headers);
        }
        Matcher range = rangeIn(headers);
        return status == 206 && range.matches() && range.group(2) != null ? number(range.group(2)) : null;
    }

    private static @Nullable String etagIn(HttpHeaders headers) {
        return headers.get(HttpHeaderNames.ETAG);
    }

    private static Matcher rangeIn(HttpHeaders headers) {
        return RANGE.matcher(headers.get(HttpHeaderNames.CONTENT_RANGE, ""));
    }

    /** Nobody asked for it, and the digest is that of the file itself. */
    private static boolean isEncoded(HttpHeaders headers) {
        return headers.contains(HttpHeaderNames.CONTENT_ENCODING)
                && !headers.contains(HttpHeaderNames.CONTENT_ENCODING, HttpHeaderValues.IDENTITY, true);
    }

    private static Long number(String digits) {
        return Long.parseLong(digits);
    }
}
