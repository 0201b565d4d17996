package io.headwater.core.journal;

import io.headwater.core.journal.Sql.Row;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.StopReason;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What happened, in the order in which it was committed. */
public final class EventTable {
    private static final JobEvent.Kind[] KINDS = JobEvent.Kind.values();

    private static final String SELECT = """
            select e.seq, e.job, j.root, j.type, e.at, e.kind, e.detail, e.data
              from event e join job j on j.id = e.job
            """;
    private static final String AFTER = SELECT + " where e.seq > ? order by e.seq limit ?";
    private static final String OF_JOB_AFTER = SELECT + " where e.job = ? and e.seq > ? order by e.seq limit ?";
    private static final String BY_SEQ = SELECT + " where e.seq = ?";
    /** The kinds from JobCompleted on are ends, or quarantine: one of them is the last that was told of such a job. */
    private static final String END = SELECT + " where e.job = ? and e.kind >= 8 order by e.seq desc limit 1";

    private static final String FOR_PLAINLY_CRASHED = """
            insert into event (seq, job, at, kind, detail)
            select ? - 1 + row_number() over (order by id), id, ?, ?, ? from job where""" + JobTable.PLAINLY_CRASHED;

    private final Sql sql;
    private final Rows appended;

    EventTable(Sql sql) {
        this.sql = sql;
        appended = new Rows(sql, "insert into event (seq, job, at, kind, detail, data) values ", 6, "");
        sql.precededBy(appended::write);
    }

    /** Written before anything else could miss it. */
    void append(EventRow event) {
        sql.putOffOne();
        appended.add(event.seq(), event.job(), event.at(), event.kind(), event.detail(), event.data());
    }

    /** The same for each of many jobs, in the order of their ids. */
    void appendForPlainlyCrashed(int limit, long firstSeq, long at, JobEvent.Kind kind, @Nullable Long detail) {
        sql.run(FOR_PLAINLY_CRASHED, firstSeq, at, kind.ordinal(), detail, StopReason.SHUTDOWN.ordinal(), limit, limit);
    }

    /** The transaction is undone. */
    void forgetAppended() {
        appended.drop();
    }

    public List<EventRow> after(long seq, int limit) {
        return sql.all(EventTable::read, AFTER, seq, limit);
    }

    public List<EventRow> ofJobAfter(long job, long seq, int limit) {
        return sql.all(EventTable::read, OF_JOB_AFTER, job, seq, limit);
    }

    public Optional<EventRow> find(long seq) {
        return sql.one(EventTable::read, BY_SEQ, seq);
    }

    /** When the newest one was committed, by the wall clock of then. */
    public Optional<Long> newestAt() {
        return sql.one(row -> row.number(1), "select at from event order by seq desc limit 1");
    }

    /** What tells how a job ended, or why it is in quarantine; to be asked of such a job only. */
    public Optional<EventRow> endOf(long job) {
        return sql.one(EventTable::read, END, job);
    }

    public long newest() {
        return sql.number("select coalesce(max(seq), 0) from event");
    }

    private static EventRow read(Row row) throws SQLException {
        return new EventRow(
                row.number("seq"),
                row.number("job"),
                row.number("root"),
                row.text("type"),
                row.number("at"),
                row.code("kind", KINDS),
                row.numberOrNull("detail"),
                row.textOrNull("data"));
    }
}
