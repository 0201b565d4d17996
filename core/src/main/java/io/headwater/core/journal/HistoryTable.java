package io.headwater.core.journal;

import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Jobs that have ended, across all tables: which may go, and how they go.
 *
 * <p>A tree may be large, and so may what a single job has left behind, and neither may hold up the others. So a job is
 * removed by taking its row, without which nobody sees anything of it, and by noting it among those that are {@code gone}.
 * What was its own, and the jobs below it, are cleared away bit by bit; the note goes last, so that this goes on after a
 * crash. Parents go before their children: of whatever job is seen, all that is below it is there.
 */
public final class HistoryTable {
    static final String FLOOR_OF_EVENTS = "select value from boundary where name = 'floor'";

    private static final int JOBS_AT_ONCE = 128;
    private static final int ROWS_AT_ONCE = 2_000;
    private static final int FREE_PAGES_KEPT = 1_000;

    static final String COUNT = "select count(*) from job where state in (5, 6, 7)";
    /**
     * Cause 6: a retry. What ended and was removed while the others were counted is left out, for some of its events may be
     * gone: a few too many may be kept for it, but never too few.
     */
    private static final String ENDS_SINCE = """
            select coalesce(sum(case when kind >= 8 then 1 else -1 end), 0) from event
             where seq > ? and (kind in (8, 9, 10) or kind = 1 and detail = 6 or queued = 6)
               and exists (select 1 from job where id = event.job)
            """;

    private static final String ENDS = """
            select e.seq, e.job, e.at,
                   e.kind = 8 and j.state = 5 and j.parent is null
                       and not exists (select 1 from job c where c.parent = j.id)
                       and not exists (select 1 from edge where target = j.id)
                       and not exists (select 1 from edge where waiter = j.id) as alone
              from event e join job j on j.id = e.job
             where e.seq > ? and e.kind in (8, 9, 10)
             order by e.seq
             limit ?
            """;
    private static final String BELOW = """
            with recursive tree (id) as (
                select ?
                union
                select j.id from job j join tree t on j.parent = t.id where j.parent is not null)
            """;
    private static final String TREE = BELOW + " select id from tree";
    private static final String LIVE =
            "select id from job where id in (select value from json_each(?)) and state not in (5, 6, 7) limit 1";
    private static final String NEEDED_BY = """
            select w.id from edge e join job w on w.id = e.waiter
             where e.target in (select value from json_each(?)) and w.state not in (5, 6, 7)
             limit 1
            """;
    /** The kinds 8 to 10 are ends; the last one of an ended job is among its last events. */
    private static final String MEMBER = """
            select j.id, case when j.state in (5, 6, 7) then (select e.seq from event e
                                                               where e.job = j.id and e.kind in (8, 9, 10)
                                                               order by e.seq desc
                                                               limit 1) end as ended_by,
                   exists (select 1 from edge x join job w on w.id = x.waiter
                            where x.target = j.id and w.state not in (5, 6, 7)) as needed
              from job j
            """;

    private static final String TOP = MEMBER + " where j.id = ?";
    private static final String BELOW_TOP =
            MEMBER + " where j.root = ? and j.parent is not null and j.id < ? order by j.id desc limit ?";
    /** Whether what is above it is gone already. */
    private static final String GOING = """
            with recursive up (parent) as (
                select parent from job where id = ?
                union all
                select j.parent from job j join up on j.id = up.parent)
            select exists (select 1 from up where parent is not null and not exists (select 1 from job where id = up.parent))
            """;

    private static final String FLOOR = """
            select coalesce(max((select max(seq) from event where job = value)), 0) from json_each(?)
            """;
    private static final String GONE = "select job from gone limit ?";
    private static final String BELOW_GONE =
            "select id from job where parent is not null and parent in (select value from json_each(?)) limit ?";
    private static final String CLEARED = """
            delete from gone
             where job in (select value from json_each(?))
               and not exists (select 1 from job where parent is not null and parent = gone.job)
            """;
    private static final List<String> ONE_ROW_EACH = List.of(
            "delete from progress where job in (select value from json_each(?))",
            "delete from checkpoint where job in (select value from json_each(?))",
            "delete from last_waiter where job in (select value from json_each(?))");
    private static final String NEEDED = """
            delete from edge
             where (waiter, identity) in (
                 select waiter, identity from edge where waiter in (select value from json_each(?)) limit ?)
            returning target
            """;
    private static final List<String> MANY_ROWS = List.of("""
            delete from edge
             where (waiter, identity) in (
                 select waiter, identity from edge where target in (select value from json_each(?)) limit ?)
            """, """
            delete from step
             where (job, identity) in (
                 select job, identity from step where job in (select value from json_each(?)) limit ?)
            """, """
            delete from log
             where seq in (select seq from log where job in (select value from json_each(?)) limit ?)
            """, """
            delete from event
             where seq in (select seq from event where job in (select value from json_each(?)) limit ?)
            """);
    private static final String FIRST_END = """
            select coalesce(min(e.seq), ?)
              from event e join job j on j.id = e.job
             where e.job in (select value from json_each(?)) and e.kind in (8, 9, 10)
            """;
    private static final String FIRST_END_NEEDED = """
            select coalesce(min(e.seq), ?)
              from edge x join event e on e.job = x.target
             where x.waiter = ? and x.open = 0 and e.kind in (8, 9, 10)
            """;

    private final Sql sql;
    private final JobTable jobs;
    /** How often trees were touched, by their roots, some of which share a number. */
    private final long[] touches = new long[64];

    private long removed;
    private long removedAndCommitted;
    /** The first end of a job that is needed no longer and that no step of clearing away has told of. */
    private long released = Long.MAX_VALUE;

    private long releasedAndTold = Long.MAX_VALUE;

    HistoryTable(Sql sql, JobTable jobs) {
        this.sql = sql;
        this.jobs = jobs;
    }

    /**
     * The end of a job, one of perhaps several: it may have been retried.
     *
     * @param alone it completed, so that was its last end, and no other job has to do with it
     */
    public record End(long seq, long job, long at, boolean alone) {}

    /**
     * A job of a tree.
     *
     * @param endedBy its last end; null while it has not ended
     * @param needed a live job dispatched or awaits it
     */
    public record Member(long job, @Nullable Long endedBy, boolean needed) {}

    /**
     * What one step of clearing away came to.
     *
     * @param released the first end of any job that was needed until then, {@link Long#MAX_VALUE} where there is none
     * @param goesOn something is left
     */
    public record Cleared(long released, boolean goesOn) {
        public static final Cleared NOTHING = new Cleared(Long.MAX_VALUE, false);

        Cleared withReleased(long end) {
            return new Cleared(Math.min(released, end), goesOn);
        }
    }

    /** How many more jobs have ended since an event: a retry takes an end back. */
    public long endsSince(long seq) {
        return sql.number(ENDS_SINCE, seq);
    }

    /** In the order in which they ended. */
    public List<End> endsAfter(long seq, int limit) {
        return sql.all(
                row -> new End(row.number("seq"), row.number("job"), row.number("at"), row.flag("alone")),
                ENDS,
                seq,
                limit);
    }

    /** The top of the job's tree; 0 when there is no such job. */
    public long rootOf(long job) {
        return sql.number("select root from job where id = ?", job);
    }

    /** The job and all that stands below it. */
    public List<Long> tree(long job) {
        return sql.all(row -> row.number(1), TREE, job);
    }

    /** One that has not ended. */
    public Optional<Long> liveAmong(Collection<Long> ids) {
        return sql.one(row -> row.number(1), LIVE, ids.toString());
    }

    /** A live job that dispatched or awaits one of them. */
    public Optional<Long> neededBy(Collection<Long> ids) {
        return sql.one(row -> row.number(1), NEEDED_BY, ids.toString());
    }

    public Optional<Member> top(long root) {
        return sql.one(HistoryTable::member, TOP, root);
    }

    /** All but the top, in pages, the newest first. */
    public List<Member> belowTop(long root, long beforeId, int limit) {
        return sql.all(HistoryTable::member, BELOW_TOP, root, beforeId, limit);
    }

    private static Member member(Sql.Row row) throws SQLException {
        return new Member(row.number("id"), row.numberOrNull("ended_by"), row.flag("needed"));
    }

    /** A job of the tree, though it had ended, lives again or is needed again: who looked at the tree must look again. */
    public void touch(long root) {
        touches[place(root)]++;
    }

    /** Changes when a tree is touched. */
    public long touches(long root) {
        return touches[place(root)];
    }

    private int place(long root) {
        return Math.floorMod(Long.hashCode(root), touches.length);
    }

    /** Whether it is there only because its turn to be removed, with all that stood above it, has not come. */
    public boolean isGoing(JobRow job) {
        return job.parent() != null && sql.number(GOING, job.id()) != 0;
    }

    /**
     * Nothing is to be seen of these jobs any more. {@link #clear} sees to the rest, and to all that is below them; what
     * clients called their requests stays for its day: asked for again, the job is not run again.
     */
    public void remove(Collection<Long> ids) {
        String list = ids.toString();
        long last = sql.number(FLOOR, list);
        if (last > sql.number(FLOOR_OF_EVENTS)) {
            sql.run("insert or replace into boundary (name, value) values ('floor', ?)", last);
        }
        sql.run("delete from job where id in (select value from json_each(?))", list);
        sql.run("insert into gone (job) select value from json_each(?)", list);
        jobs.forget(ids);
        removed += ids.size();
    }

    /** How many jobs were removed since the start, in this transaction too. */
    public long removed() {
        return removed;
    }

    /** A new attempt forgets some of what it dispatched: what ended of that may be needed no longer. */
    public void release(long waiter) {
        released = Math.min(released, sql.number(FIRST_END_NEEDED, Long.MAX_VALUE, waiter));
    }

    void committed() {
        removedAndCommitted = removed;
        releasedAndTold = Long.MAX_VALUE;
    }

    /** The transaction is undone. */
    void forget() {
        removed = removedAndCommitted;
        released = Math.min(released, releasedAndTold);
        releasedAndTold = Long.MAX_VALUE;
    }

    /** Clears some of what is left of removed jobs away. */
    public Cleared clear() {
        long forgotten = released;
        releasedAndTold = Math.min(releasedAndTold, forgotten);
        released = Long.MAX_VALUE;
        return clearSome().withReleased(forgotten);
    }

    private Cleared clearSome() {
        List<Long> gone = sql.all(row -> row.number(1), GONE, JOBS_AT_ONCE);
        if (gone.isEmpty()) {
            return Cleared.NOTHING;
        }
        List<Long> below = sql.all(row -> row.number(1), BELOW_GONE, gone.toString(), JOBS_AT_ONCE);
        if (!below.isEmpty()) {
            remove(below);
            gone.addAll(below);
        }
        String list = gone.toString();
        ONE_ROW_EACH.forEach(removal -> sql.run(removal, list));
        List<Long> needed = sql.all(row -> row.number(1), NEEDED, list, ROWS_AT_ONCE);
        boolean all = needed.size() < ROWS_AT_ONCE;
        for (String removal : MANY_ROWS) {
            all &= sql.run(removal, list, ROWS_AT_ONCE) < ROWS_AT_ONCE;
        }
        if (all) {
            sql.run(CLEARED, list);
        }
        return new Cleared(firstEndOf(needed), sql.number("select exists (select 1 from gone)") != 0);
    }

    private long firstEndOf(List<Long> ids) {
        return ids.isEmpty() ? Long.MAX_VALUE : sql.number(FIRST_END, Long.MAX_VALUE, ids.toString());
    }

    /** Gives some of what was freed back to the disk; false when so little is free that new jobs soon need it. */
    public boolean shrink(int pages) {
        long free = sql.number("pragma freelist_count");
        if (free <= FREE_PAGES_KEPT) {
            return false;
        }
        sql.runThrough("pragma incremental_vacuum(" + pages + ")");
        return sql.number("pragma freelist_count") < free;
    }
}
