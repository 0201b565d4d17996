package io.headwater.core.journal;

import java.util.Optional;

/** The last checkpoint of each job. */
public final class CheckpointTable {
    private final Sql sql;

    CheckpointTable(Sql sql) {
        this.sql = sql;
    }

    public Optional<Checkpoint> find(long job) {
        return sql.one(
                row -> new Checkpoint(row.small("version"), row.text("state")),
                "select version, state from checkpoint where job = ?",
                job);
    }

    public void put(long job, Checkpoint checkpoint) {
        sql.run(
                "insert or replace into checkpoint (job, version, state) values (?, ?, ?)",
                job,
                checkpoint.version(),
                checkpoint.state());
    }

    public void forget(long job) {
        sql.run("delete from checkpoint where job = ?", job);
    }
}
