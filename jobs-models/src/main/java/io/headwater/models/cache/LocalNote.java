package io.headwater.models.cache;

import java.math.BigDecimal;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a file in a folder of the caller's is.
 *
 * @param commit where it comes from
 * @param etag what its content is called
 * @param written when that was so; a file that was modified later is not what the note says
 */
record LocalNote(String commit, String etag, BigDecimal written) {
    private static final Pattern TEXT =
            Pattern.compile("(\\S+)\\s*\\n(\\S+)\\s*\\n([0-9]{1,18}(?:\\.[0-9]{1,18})?)\\s*");

    /** The clocks of file systems may be that coarse. */
    private static final BigDecimal TOLERANCE = BigDecimal.ONE;

    /** @param modified when the file was; as good as the time of writing, and needs no clock that agrees with the disk's */
    static LocalNote of(String commit, String etag, FileTime modified) {
        return new LocalNote(HubNames.commit(commit), HubNames.etag(etag), seconds(modified));
    }

    static Optional<LocalNote> parse(String text) {
        Matcher lines = TEXT.matcher(text);
        return lines.matches()
                ? Optional.of(new LocalNote(lines.group(1), lines.group(2), new BigDecimal(lines.group(3))))
                : Optional.empty();
    }

    boolean isAbout(FileTime modified) {
        return seconds(modified).subtract(TOLERANCE).compareTo(written) <= 0;
    }

    String text() {
        return "%s\n%s\n%s\n".formatted(commit, etag, written.toPlainString());
    }

    private static BigDecimal seconds(FileTime time) {
        return BigDecimal.valueOf(time.to(TimeUnit.MICROSECONDS), 6);
    }
}
