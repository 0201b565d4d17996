package io.headwater.core.journal;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Jobs that have ended, across all tables: which may go, and how they go. */
public final class HistoryTable {
    static final String FLOOR_OF_EVENTS = "select value from boundary where name = 'floor'";

    private static final int FREE_PAGES_KEPT = 1_000;

    static final String COUNT = "select count(*) from job where state in (5, 6, 7)";
    /** Cause 6: a retry. */
    private static final String ENDS_SINCE = """
            select coalesce(sum(case when kind >= 8 then 1 else -1 end), 0) from event
             where seq > ? and (kind in (8, 9, 10) or kind = 1 and detail = 6 or queued = 6)
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
    private static final String NEWEST_END = """
            select coalesce(max(seq), 0) from event
             where job in (select value from json_each(?)) and kind in (8, 9, 10)
            """;
    private static final String NEEDED_BY = """
            select w.id from edge e join job w on w.id = e.waiter
             where e.target in (select value from json_each(?)) and w.state not in (5, 6, 7)
             limit 1
            """;
    private static final String TARGETS =
            "select distinct target from edge where waiter in (select value from json_each(?))";
    private static final List<String> REMOVALS = List.of(
            "delete from log where job in (select value from json_each(?))",
            "delete from progress where job in (select value from json_each(?))",
            "delete from checkpoint where job in (select value from json_each(?))",
            "delete from step where job in (select value from json_each(?))",
            "delete from edge where waiter in (select value from json_each(?))",
            "delete from edge where target in (select value from json_each(?))",
            "delete from last_waiter where job in (select value from json_each(?))",
            "delete from event where job in (select value from json_each(?))",
            "delete from job where id in (select value from json_each(?))");

    private final Sql sql;
    private final JobTable jobs;

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

    public long newestEndOf(Collection<Long> ids) {
        return sql.number(NEWEST_END, ids.toString());
    }

    /** A live job that dispatched or awaits one of them. */
    public Optional<Long> neededBy(Collection<Long> ids) {
        return sql.one(row -> row.number(1), NEEDED_BY, ids.toString());
    }

    /** What they dispatched or awaited. */
    public List<Long> targetsOf(Collection<Long> ids) {
        return sql.all(row -> row.number(1), TARGETS, ids.toString());
    }

    /** What clients called their requests stays for its day: asked for again, the job is not run again. */
    public void remove(Collection<Long> ids) {
        String list = ids.toString();
        long last = sql.number(
                "select coalesce(max(seq), 0) from event where job in (select value from json_each(?))", list);
        if (last > sql.number(FLOOR_OF_EVENTS)) {
            sql.run("insert or replace into boundary (name, value) values ('floor', ?)", last);
        }
        REMOVALS.forEach(removal -> sql.run(removal, list));
        jobs.forget(ids);
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
