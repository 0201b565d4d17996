package io.headwater.models.download;

import io.netty.buffer.ByteBuf;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What has been written and is not in the digest yet, in its order: as far as it came in order, in the memory in which it came;
 * the rest must be read back. Each byte is given out once. Whoever writes is ahead by so many chunks at most; then he does
 * himself what he waits for.
 */
final class Trail {
    /** With chunks of a quarter of a mebibyte, four mebibytes for each file. */
    static final int MOST_WAITING = 16;

    /** Whoever had to wait goes on when he has room for several: to wake him for each would take longer than to take it. */
    static final int ROOM_AGAIN = MOST_WAITING / 2;

    /** For fewer, no second thread is called: that takes as long as to deal with one of them. */
    private static final int WORTH_A_THREAD = 2;

    private final Deque<ByteBuf> waiting = new ArrayDeque<>();
    private long end;
    private boolean stopped;
    private int followers;

    /**
     * The next bytes for the digest.
     *
     * @param bytes to be released by whoever asked for them; null where they must be read from the file
     * @param to where they end in the file, where they must be read
     */
    record Stretch(@Nullable ByteBuf bytes, long to) {}

    /** What has been written up to there is dealt with, and nothing else was. */
    synchronized void begin(long place) {
        drop();
        end = place;
        stopped = false;
    }

    /** Nothing more is given out, or kept. */
    synchronized void stop() {
        drop();
        stopped = true;
    }

    private void drop() {
        waiting.forEach(ByteBuf::release);
        waiting.clear();
        notifyAll();
    }

    /** Keeps what was written, if it comes next. */
    synchronized void add(long place, ByteBuf written) {
        if (!stopped && place == end) {
            waiting.add(written.retain());
            end += written.readableBytes();
        }
    }

    /**
     * @param whole up to where the file has all bytes
     * @param most how many bytes are read at once
     */
    synchronized @Nullable Stretch next(long whole, int most) {
        ByteBuf chunk = waiting.poll();
        if (chunk != null) {
            if (waiting.size() == ROOM_AGAIN) {
                notifyAll();
            }
            return new Stretch(chunk, 0);
        }
        if (stopped || whole <= end) {
            return null;
        }
        end = Math.min(whole, end + most);
        return new Stretch(null, end);
    }

    /** Somebody begins to see to it, and will say when he stops. */
    synchronized void follow() {
        followers++;
    }

    synchronized void leave() {
        followers--;
        notifyAll();
    }

    /** Whether more may be added. Where there is no room, waits for whoever makes some; false where nobody does. */
    synchronized boolean hasRoom() throws InterruptedIOException {
        if (waiting.size() < MOST_WAITING) {
            return true;
        }
        try {
            while (waiting.size() > ROOM_AGAIN && followers > 0) {
                wait();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the digest was behind");
        }
        return waiting.size() < MOST_WAITING;
    }

    /** Whether there is something, and not enough for two to work on it. */
    synchronized boolean isShort() {
        return !waiting.isEmpty() && waiting.size() < WORTH_A_THREAD;
    }

    /** Whether there is enough for two to work on it. */
    synchronized boolean isLong(long whole) {
        return waiting.size() >= WORTH_A_THREAD || (!stopped && whole > end);
    }
}
