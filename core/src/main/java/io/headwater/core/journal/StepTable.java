package io.headwater.core.journal;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What steps resulted in. */
public final class StepTable {
    /**
     * How a step ended.
     *
     * @param value its result, or its error; null when it resulted in nothing
     */
    public record Outcome(boolean failed, @Nullable String value) {}

    private final Sql sql;

    StepTable(Sql sql) {
        this.sql = sql;
    }

    public Optional<Outcome> find(long job, String identity) {
        return sql.one(
                row -> new Outcome(row.flag("failed"), row.textOrNull("value")),
                "select failed, value from step where job = ? and identity = ?",
                job,
                identity);
    }

    public void put(long job, String identity, Outcome outcome) {
        sql.run(
                "insert or replace into step (job, identity, failed, value) values (?, ?, ?, ?)",
                job,
                identity,
                outcome.failed(),
                outcome.value());
    }

    public void forgetFailures(long job) {
        sql.run("delete from step where job = ? and failed = 1", job);
    }

    public void forgetAll(long job) {
        sql.run("delete from step where job = ?", job);
    }
}
