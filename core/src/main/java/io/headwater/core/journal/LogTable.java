package io.headwater.core.journal;

import io.headwater.jobs.LogLevel;
import io.headwater.jobs.LogLine;
import java.time.Instant;
import java.util.List;

/** What jobs say. */
public final class LogTable {
    private static final LogLevel[] LEVELS = LogLevel.values();

    private final Sql sql;

    LogTable(Sql sql) {
        this.sql = sql;
    }

    public void append(long job, long at, LogLevel level, String message) {
        sql.run("insert into log (job, at, level, message) values (?, ?, ?, ?)", job, at, level, message);
    }

    public void keepNewest(long job, int lines) {
        sql.run(
                "delete from log where job = ?1 and seq <= (select seq from log where job = ?1 order by seq desc limit 1 offset ?2)",
                job,
                lines);
    }

    public List<LogLine> after(long job, long seq, int limit) {
        return sql.all(
                row -> new LogLine(
                        row.number("seq"),
                        Instant.ofEpochMilli(row.number("at")),
                        row.code("level", LEVELS),
                        row.text("message")),
                "select seq, at, level, message from log where job = ? and seq > ? order by seq limit ?",
                job,
                seq,
                limit);
    }
}
