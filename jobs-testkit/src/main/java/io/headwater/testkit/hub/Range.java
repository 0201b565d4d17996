package io.headwater.testkit.hub;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The one range of a file that was asked for, from one offset to before another; several at once are ignored. */
record Range(long from, long to) {
    private static final Pattern SINGLE = Pattern.compile("bytes=(\\d*)-(\\d*)");

    boolean isEmpty() {
        return from >= to;
    }

    static Optional<Range> asked(Asked asked, long size) {
        String header = asked.header(HttpHeaderNames.RANGE);
        Matcher range = SINGLE.matcher(header == null ? "" : header);
        if (!range.matches() || (range.group(1).isEmpty() && range.group(2).isEmpty())) {
            return Optional.empty();
        }
        if (range.group(1).isEmpty()) {
            return Optional.of(new Range(Math.max(0, size - Long.parseLong(range.group(2))), size));
        }
        long from = Long.parseLong(range.group(1));
        long last = range.group(2).isEmpty() ? size - 1 : Long.parseLong(range.group(2));
        // Bounds in the wrong order make a header that means nothing, which is not the same as a range beyond the end.
        return last < from && from < size ? Optional.empty() : Optional.of(new Range(from, Math.min(size, last + 1)));
    }
}
