package io.headwater.models.download;

/**
 * A stretch of a file.
 *
 * @param from its first byte
 * @param to the first byte that no longer belongs to it
 */
record Span(long from, long to) {
    Span {
        if (from < 0 || to <= from) {
            throw new IllegalArgumentException("not a stretch of a file: %d to %d".formatted(from, to));
        }
    }

    long bytes() {
        return to - from;
    }
}
