package io.headwater.models.download;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How long a source wants to be left alone. */
final class RetryAfter {
    /** Who says more has something else in mind. */
    static final Duration LONGEST = Duration.ofMinutes(15);

    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");
    private static final Pattern RATE_LIMIT = Pattern.compile(";\\s*t=(\\d{1,9})\\b");

    private RetryAfter() {}

    /** Never longer than a quarter of an hour; empty when it does not say. */
    static Optional<Duration> toldBy(int status, HttpHeaders headers) {
        Optional<Duration> limit = status == 429 ? untilReset(headers.get("RateLimit")) : Optional.empty();
        return limit.or(() -> wait(headers)).map(RetryAfter::bounded);
    }

    private static Optional<Duration> untilReset(@Nullable String limit) {
        Matcher seconds = RATE_LIMIT.matcher(limit == null ? "" : limit);
        // The second that has begun counts as well.
        return seconds.find()
                ? Optional.of(Duration.ofSeconds(Long.parseLong(seconds.group(1)) + 1))
                : Optional.empty();
    }

    private static Optional<Duration> wait(HttpHeaders headers) {
        String told = headers.get(HttpHeaderNames.RETRY_AFTER, "").trim();
        if (SECONDS.matcher(told).matches()) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(told)));
        }
        // By its own clock on both sides: whether ours is right does not matter.
        Optional<Instant> now = instant(headers.get(HttpHeaderNames.DATE, ""));
        return instant(told).flatMap(then -> now.map(begin -> Duration.between(begin, then)));
    }

    private static Optional<Instant> instant(String words) {
        try {
            return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(words)));
        } catch (DateTimeException notADate) {
            return Optional.empty();
        }
    }

    private static Duration bounded(Duration told) {
        if (told.isNegative()) {
            return Duration.ZERO;
        }
        return told.compareTo(LONGEST) > 0 ? LONGEST : told;
    }
}
