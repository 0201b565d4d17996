package io.headwater.core.journal;

import io.headwater.core.journal.Sql.Row;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Who dispatched and awaits what. */
public final class EdgeTable {
    private static final String COLUMNS = """
            select waiter, identity, target, dependency, joined, awaited, open, outcome_seq, failure, silence_ms, weight
              from edge
            """;
    private static final String ONE = COLUMNS + " where waiter = ? and identity = ?";
    private static final String OF_WAITER = COLUMNS + " where waiter = ?";
    private static final String OPEN_ON = COLUMNS + " where target = ? and open = 1 order by waiter, identity";
    private static final String OPEN_OF = COLUMNS + " where waiter = ? and open = 1 order by target";
    private static final String SILENCED = COLUMNS + " where open = 1 and silence_ms is not null";

    private static final String AWAITED = """
            select count(distinct edge.target) as jobs, min(job.type) as type
              from edge join job on job.id = edge.target
             where edge.waiter = ? and edge.open = 1
            having count(*) > 0
            """;

    private final Sql sql;
    private final Sql whole;

    EdgeTable(Sql sql) {
        this.sql = sql.aside();
        whole = sql;
    }

    public Optional<Edge> find(long waiter, String identity) {
        return sql.one(EdgeTable::read, ONE, waiter, identity);
    }

    public List<Edge> of(long waiter) {
        return sql.all(EdgeTable::read, OF_WAITER, waiter);
    }

    public List<Edge> openOf(long waiter) {
        return sql.all(EdgeTable::read, OPEN_OF, waiter);
    }

    public List<Edge> openOn(long target) {
        return sql.all(EdgeTable::read, OPEN_ON, target);
    }

    /** Empty when it waits for nothing. */
    public Optional<Awaited> awaitedBy(long waiter) {
        return whole.one(row -> new Awaited(row.number("jobs"), row.text("type")), AWAITED, waiter);
    }

    /** All that somebody waits for. */
    public List<Long> openTargets() {
        return sql.all(row -> row.number(1), "select distinct target from edge where open = 1");
    }

    public boolean hasOpen(long waiter) {
        return sql.number("select exists (select 1 from edge where waiter = ? and open = 1)", waiter) != 0;
    }

    public long waitersOf(long target) {
        return sql.number("select count(distinct waiter) from edge where target = ?", target);
    }

    public boolean leads(long waiter, long target) {
        return sql.number("select exists (select 1 from edge where target = ? and waiter = ?)", target, waiter) != 0;
    }

    /** Those in whose progress the target's counts. */
    public List<Long> countedBy(long target) {
        return sql.all(
                row -> row.number(1), "select distinct waiter from edge where target = ? and weight > 0", target);
    }

    /** Waits that end when the awaited job is silent for too long. */
    public List<Edge> withSilence() {
        return sql.all(EdgeTable::read, SILENCED);
    }

    public void put(Edge edge) {
        sql.run(
                """
                insert or replace into edge (waiter, identity, target, dependency, joined, awaited, open, outcome_seq,
                                             failure, silence_ms, weight)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                edge.waiter(),
                edge.identity(),
                edge.target(),
                edge.dependency(),
                edge.joined(),
                edge.awaited(),
                edge.open(),
                edge.outcomeSeq(),
                edge.failure(),
                edge.silenceMillis(),
                edge.weight());
    }

    /** The target's end, told by that event, ends all waits for it. */
    public void closeAllOn(long target, long outcomeSeq) {
        sql.run("update edge set open = 0, outcome_seq = ? where target = ? and open = 1", outcomeSeq, target);
    }

    public void closeWithFailure(Edge edge, String failure) {
        sql.run(
                "update edge set open = 0, failure = ? where waiter = ? and identity = ?",
                failure,
                edge.waiter(),
                edge.identity());
    }

    /** Before a new attempt: what did not succeed is asked for again, what is under way is joined again. */
    public void forgetFailures(long waiter) {
        whole.run("""
                delete from edge
                 where waiter = ? and open = 0
                   and (failure is not null
                        or not exists (select 1 from job j where j.id = target)
                        or exists (select 1 from event e where e.seq = outcome_seq and e.kind <> 8)
                        or (awaited = 0 and exists (select 1 from job j where j.id = target and j.state in (6, 7, 8))))
                """, waiter);
    }

    private static Edge read(Row row) throws SQLException {
        return new Edge(
                row.number("waiter"),
                row.text("identity"),
                row.number("target"),
                row.flag("dependency"),
                row.flag("joined"),
                row.flag("awaited"),
                row.flag("open"),
                row.numberOrNull("outcome_seq"),
                row.textOrNull("failure"),
                row.numberOrNull("silence_ms"),
                row.real("weight"));
    }
}
