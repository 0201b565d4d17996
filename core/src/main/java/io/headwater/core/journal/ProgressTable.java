package io.headwater.core.journal;

import io.headwater.core.journal.Sql.Row;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The last known progress of each job, as JSON, and what that of others comes to in which it counts. */
public final class ProgressTable {
    /** A job of which a waiter holds several edges counts by what they weigh together. */
    private static final String SHARES = """
            select edge.target as target, total(edge.weight) as weight, job.state <= 4 as live,
                   case job.state when 5 then 1.0 else ifnull(json_extract(progress.data, '$.fraction'), 0.0) end as done
              from edge join job on job.id = edge.target
              left join progress on progress.job = edge.target
             where edge.waiter = ? and edge.weight > 0
            """;

    private static final String ALL = SHARES + " group by edge.target";
    private static final String ONE = SHARES + " and edge.target = ? group by edge.target";

    private final Sql sql;
    private final Sql whole;

    ProgressTable(Sql sql) {
        this.sql = sql.aside();
        whole = sql;
    }

    /**
     * What one job counts in the progress of another.
     *
     * @param live whether it may still move
     * @param done how much of it is, from 0 to 1
     */
    public record Share(long target, double weight, boolean live, double done) {}

    public Optional<String> find(long job) {
        return sql.one(row -> row.text(1), "select data from progress where job = ?", job);
    }

    public void put(long job, String data) {
        sql.run("insert or replace into progress (job, data) values (?, ?)", job, data);
    }

    public List<Share> sharesOf(long waiter) {
        return whole.all(ProgressTable::share, ALL, waiter);
    }

    public Optional<Share> share(long waiter, long target) {
        return whole.one(ProgressTable::share, ONE, waiter, target);
    }

    private static Share share(Row row) throws SQLException {
        return new Share(row.number("target"), row.real("weight"), row.flag("live"), row.real("done"));
    }
}
