package io.headwater.core.journal;

import io.headwater.core.journal.Sql.Row;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Live jobs that are to be cancelled when nobody holds them any more. */
public final class LastWaiterTable {
    private static final String HELD_BY = """
            select distinct p.job, p.linger_ms, p.left_seq from edge e join last_waiter p on p.job = e.target
             where e.waiter = ?
            """;
    private static final String IS_HELD = """
            select exists (select 1 from edge e join job w on w.id = e.waiter
                            where e.target = ? and (e.open = 1 or e.awaited = 0) and (w.state <= 4 or w.state = 8))
            """;

    private final Sql sql;
    private final Sql whole;

    LastWaiterTable(Sql sql) {
        this.sql = sql.aside();
        whole = sql;
    }

    /**
     * A job with such a policy.
     *
     * @param leave numbers the last waiter's leaving; 0 while there is one
     */
    public record Policy(long job, long lingerMillis, long leave) {}

    public void put(long job, long lingerMillis) {
        sql.run("insert into last_waiter (job, linger_ms) values (?, ?)", job, lingerMillis);
    }

    public Optional<Policy> find(long job) {
        return sql.one(LastWaiterTable::read, "select job, linger_ms, left_seq from last_waiter where job = ?", job);
    }

    /** Of all that a job dispatched or awaited. */
    public List<Policy> ofWaiter(long waiter) {
        return sql.all(LastWaiterTable::read, HELD_BY, waiter);
    }

    public List<Policy> all() {
        return sql.all(LastWaiterTable::read, "select job, linger_ms, left_seq from last_waiter");
    }

    /** Whether a job that has not ended waits for it, or may still come to. */
    public boolean isHeld(long job) {
        return whole.number(IS_HELD, job) != 0;
    }

    public void left(long job, long leave) {
        sql.run("update last_waiter set left_seq = ? where job = ?", leave, job);
    }

    public void forget(long job) {
        sql.run("delete from last_waiter where job = ?", job);
    }

    private static Policy read(Row row) throws SQLException {
        return new Policy(row.number("job"), row.number("linger_ms"), row.number("left_seq"));
    }
}
