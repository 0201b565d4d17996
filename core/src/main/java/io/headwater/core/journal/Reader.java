package io.headwater.core.journal;

/** The store as last committed, for one reading. */
public final class Reader {
    private final Sql sql;
    private final JobTable jobs;
    private final EventTable events;
    private final EdgeTable edges;
    private final LogTable logs;
    private final ProgressTable progress;
    private final Views views;

    static Reader on(Sql sql) {
        sql.run("pragma query_only = true");
        return new Reader(sql);
    }

    private Reader(Sql sql) {
        this.sql = sql;
        jobs = JobTable.toRead(sql);
        events = new EventTable(sql);
        edges = new EdgeTable(sql);
        logs = new LogTable(sql);
        progress = new ProgressTable(sql);
        views = new Views(sql);
    }

    public JobTable jobs() {
        return jobs;
    }

    public EventTable events() {
        return events;
    }

    public EdgeTable edges() {
        return edges;
    }

    public LogTable logs() {
        return logs;
    }

    public ProgressTable progress() {
        return progress;
    }

    /** Whoever has not heard of all events up to this one may miss some that are stored no longer. */
    public long eventFloor() {
        return sql.number(HistoryTable.FLOOR_OF_EVENTS);
    }

    /** How many jobs have ended. Costs a look at all that are stored. */
    public long endedJobs() {
        return sql.number(HistoryTable.COUNT);
    }

    public Views views() {
        return views;
    }

    /** All that is read until {@link #end} belongs to one moment. */
    void begin() {
        sql.run("begin deferred");
    }

    void end() {
        sql.run("rollback");
    }

    void close() {
        sql.close();
    }
}
