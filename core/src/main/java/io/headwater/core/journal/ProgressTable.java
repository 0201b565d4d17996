package io.headwater.core.journal;

import java.util.Optional;

/** The last known progress of each job, as JSON. */
public final class ProgressTable {
    private final Sql sql;

    ProgressTable(Sql sql) {
        this.sql = sql;
    }

    public Optional<String> find(long job) {
        return sql.one(row -> row.text(1), "select data from progress where job = ?", job);
    }

    public void put(long job, String data) {
        sql.run("insert or replace into progress (job, data) values (?, ?)", job, data);
    }
}
