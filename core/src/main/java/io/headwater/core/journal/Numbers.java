package io.headwater.core.journal;

/**
 * Hands out seqs and ids below a boundary that is stored with a synced commit. Each start begins at the boundary, so that
 * even where a power cut takes back the last commits no number is used twice.
 */
final class Numbers {
    private static final String SEQ = "seq";
    private static final String ID = "id";
    /** Ids are milliseconds followed by a count, so that they grow with time. */
    private static final int COUNT_BITS = 20;

    /** Half of the count, so that as much is left of it. */
    private static final int SCATTER_BITS = COUNT_BITS - 1;

    private static final long ID_RESERVE = 600_000L << COUNT_BITS;

    /** Thrown when a transaction needs more numbers than are reserved: it is undone, and done again with more. */
    static final class BoundaryReached extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BoundaryReached() {
            super("boundary reached", null, false, false);
        }
    }

    private final Sql sql;
    private final long atOnce;
    private final long firstId;
    private long reserve;
    private long nextSeq;
    private long seqBoundary;
    private long nextId;
    private long idBoundary;

    /** @param atOnce how many seqs are reserved at a time */
    Numbers(Sql sql, long atOnce) {
        this.sql = sql;
        this.atOnce = atOnce;
        reserve = atOnce;
        nextSeq = Math.max(1, stored(SEQ));
        seqBoundary = nextSeq;
        firstId = Math.max(1, stored(ID));
        nextId = firstId;
        idBoundary = nextId;
    }

    private long stored(String name) {
        return sql.number("select value from boundary where name = ?", name);
    }

    long seq() {
        if (nextSeq >= seqBoundary) {
            throw new BoundaryReached();
        }
        return nextSeq++;
    }

    long nextSeq() {
        return nextSeq;
    }

    /** The first of so many that follow each other. */
    long seqs(int count) {
        if (nextSeq + count > seqBoundary) {
            throw new BoundaryReached();
        }
        long first = nextSeq;
        nextSeq += count;
        return first;
    }

    long id(long nowMillis) {
        long soonest = Math.max(nextId, nowMillis << COUNT_BITS);
        boolean follows = soonest == nextId && nextId > firstId;
        long id = follows ? soonest : scattered(soonest);
        if (id >= idBoundary) {
            throw new BoundaryReached();
        }
        nextId = id + 1;
        return id;
    }

    /** People tell ids apart by their ends: a count that began with 0 each time would give nearly all of them the same. */
    private static long scattered(long id) {
        long moment = id >>> COUNT_BITS;
        return id + (moment * 0x9E3779B97F4A7C15L >>> Long.SIZE - SCATTER_BITS);
    }

    /** Whether the id was ever handed out, as far as can be known. */
    boolean mayHaveHandedOut(long id) {
        return id < nextId;
    }

    /** Whether another engine on this file has handed it out, before this one was started. */
    boolean isFromBefore(long id) {
        return id < firstId;
    }

    /** To be committed and synced before anything else is. Twice as many each time until one transaction has enough. */
    void reserve(long nowMillis) {
        long seqs = nextSeq + reserve;
        long ids = Math.max(nextId, nowMillis << COUNT_BITS) + ID_RESERVE;
        store(SEQ, seqs);
        store(ID, ids);
        seqBoundary = seqs;
        idBoundary = ids;
        reserve *= 2;
    }

    /** The transaction had enough. */
    void sufficed() {
        reserve = atOnce;
    }

    private void store(String name, long value) {
        sql.run("insert or replace into boundary (name, value) values (?, ?)", name, value);
    }
}
