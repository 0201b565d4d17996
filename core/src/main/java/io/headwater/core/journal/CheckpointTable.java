package io.headwater.core.journal;

import java.util.Optional;

/** The last checkpoint of each job. */
public final class CheckpointTable {
    private final Sql sql;

    CheckpointTable(Sql sql) {
        this.sql = sql;
    }

    public Optional<String> find(long job) {
        return sql.one(row -> row.text(1), "select state from checkpoint where job = ?", job);
    }

    public void put(long job, String state) {
        sql.run("insert or replace into checkpoint (job, state) values (?, ?)", job, state);
    }

    public void forget(long job) {
        sql.run("delete from checkpoint where job = ?", job);
    }
}
