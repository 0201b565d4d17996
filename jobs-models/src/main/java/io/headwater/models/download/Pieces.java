package io.headwater.models.download;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which bytes of a file are here, and who fetches which of the others. Without any file: a plan, kept under one lock. */
final class Pieces {
    /** While nobody knows how long a file is, its last piece has no end. */
    static final long UNKNOWN = Long.MAX_VALUE;

    /** What is smaller is not worth a connection of its own. */
    static final long SMALLEST = 8L * 1024 * 1024;

    /** What many fetch together goes out in stretches of at least this: each costs a request. */
    static final long SHORTEST_SHARE = 16L * 1024 * 1024;

    /** Beginnings and ends of what is here; no two stretches touch. */
    private final TreeMap<Long, Long> here = new TreeMap<>();

    private final List<Piece> taken = new ArrayList<>();
    private long end = UNKNOWN;
    private long bytes;
    private int crew = 1;

    /** To be called before anything is taken. */
    synchronized void begin(List<Span> spans) {
        spans.forEach(span -> add(span.from(), span.to()));
    }

    /** From now on the file has an end; what nobody knew the end of ends there. */
    synchronized void endsAt(long total) {
        end = total;
        taken.stream().filter(piece -> piece.end == UNKNOWN).forEach(piece -> {
            piece.end = total;
            piece.asked = total;
        });
    }

    /** The first stretch that is neither here nor on its way; null when there is none. */
    synchronized @Nullable Piece take() {
        long from = 0;
        while (from < end) {
            from = hereUpTo(from);
            Piece busy = taking(from);
            if (busy == null) {
                return from < end ? taken(new Piece(from, Math.min(nextAfter(from), endOfShare(from)))) : null;
            }
            from = busy.end;
        }
        return null;
    }

    /**
     * So many fetch it from now on. More than two do so from its beginning towards its end, in stretches that become shorter: the
     * digest, which takes the bytes in order, can follow, and nobody is left with much when the others are done.
     */
    synchronized void shareAmong(int count) {
        crew = count;
        for (Piece piece : taken) {
            long share = endOfShare(piece.next);
            if (piece.end != UNKNOWN && share < piece.next + piece.missing() / 2) {
                piece.end = share;
            }
        }
    }

    private long endOfShare(long from) {
        boolean toTheEnd = crew <= 2 || end == UNKNOWN;
        return toTheEnd ? UNKNOWN : from + Math.max(SHORTEST_SHARE, (end - bytes) / (2L * crew));
    }

    /** The farther half of the longest stretch that is on its way; null when no half is worth it. */
    synchronized @Nullable Piece takeHalf() {
        Piece longest = null;
        for (Piece piece : taken) {
            if (piece.end != UNKNOWN && (longest == null || piece.missing() > longest.missing())) {
                longest = piece;
            }
        }
        if (longest == null || longest.missing() < 2 * SMALLEST) {
            return null;
        }
        long middle = longest.next + longest.missing() / 2;
        var half = new Piece(middle, longest.end);
        longest.end = middle;
        return taken(half);
    }

    synchronized void advance(Piece piece, int count) {
        add(piece.next, piece.next + count);
        piece.next += count;
    }

    /** What is missing of it may be taken by anybody again. */
    synchronized void giveBack(Piece piece) {
        piece.taken = false;
        taken.remove(piece);
    }

    /** Who fetches what comes just before a piece that was given back; null when nobody does. */
    synchronized @Nullable Piece before(Piece free) {
        for (Piece piece : taken) {
            if (piece.end == free.next) {
                return piece;
            }
        }
        return null;
    }

    /** Lets a connection go on into what was taken from it and given back, as far as its source is sending that anyway. */
    synchronized void extend(Piece piece, Piece free) {
        boolean stillFree = hereUpTo(free.next) == free.next && taking(free.next) == null && !free.isDone();
        if (piece.taken && stillFree && !piece.isDone() && piece.end == free.next && piece.asked >= free.end) {
            piece.end = free.end;
        }
    }

    /** Whether something has come of all that are on their way. */
    synchronized boolean allHaveBegun() {
        return taken.stream().allMatch(Piece::hasBegun);
    }

    synchronized List<Piece> taken() {
        return List.copyOf(taken);
    }

    synchronized void clear() {
        here.clear();
        bytes = 0;
        end = UNKNOWN;
    }

    /** How many bytes are here, wherever they stand. */
    synchronized long bytes() {
        return bytes;
    }

    /** How many bytes are here from the beginning of the file on. */
    synchronized long prefix() {
        return hereUpTo(0);
    }

    /** Where the last byte that is here stands. */
    synchronized long extent() {
        return here.isEmpty() ? 0 : here.lastEntry().getValue();
    }

    synchronized List<Span> here() {
        return here.entrySet().stream()
                .map(stretch -> new Span(stretch.getKey(), stretch.getValue()))
                .toList();
    }

    private Piece taken(Piece piece) {
        taken.add(piece);
        return piece;
    }

    private @Nullable Piece taking(long place) {
        for (Piece piece : taken) {
            if (piece.next <= place && place < piece.end) {
                return piece;
            }
        }
        return null;
    }

    private long hereUpTo(long place) {
        Map.Entry<Long, Long> stretch = here.floorEntry(place);
        return stretch == null ? place : Math.max(place, stretch.getValue());
    }

    /** Where the gap that begins at a place ends. */
    private long nextAfter(long place) {
        Long nextHere = here.higherKey(place);
        long next = nextHere == null ? end : nextHere;
        for (Piece piece : taken) {
            next = piece.next > place ? Math.min(next, piece.next) : next;
        }
        return next;
    }

    private void add(long from, long to) {
        long begin = from;
        long stop = to;
        Map.Entry<Long, Long> stretch = here.floorEntry(stop);
        while (stretch != null && stretch.getValue() >= begin) {
            begin = Math.min(begin, stretch.getKey());
            stop = Math.max(stop, stretch.getValue());
            bytes -= stretch.getValue() - stretch.getKey();
            here.remove(stretch.getKey());
            stretch = here.floorEntry(stop);
        }
        here.put(begin, stop);
        bytes += stop - begin;
    }
}
