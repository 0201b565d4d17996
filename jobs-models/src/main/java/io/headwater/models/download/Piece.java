package io.headwater.models.download;

/**
 * What one connection fetches: all from {@link #next} to {@link #end}. Its end may come nearer while it is being fetched,
 * when another connection takes over the rest, and go away again when that one fails. Changed by {@link Pieces} alone.
 */
final class Piece {
    private final long first;
    volatile long next;
    volatile long end;

    /** Up to where its connection was asked to send, whoever has taken over some of it since. */
    volatile long asked;

    /** Whether it is still somebody's; what arrives for a piece that was given back does not count. */
    volatile boolean taken = true;

    Piece(long next, long end) {
        this.first = next;
        this.next = next;
        this.end = end;
        this.asked = end;
    }

    boolean hasBegun() {
        return next > first;
    }

    long missing() {
        return end - next;
    }

    boolean isDone() {
        return next >= end;
    }
}
