package io.headwater.core.journal;

import io.headwater.core.journal.Sql.Row;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.StopReason;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What happened, in the order in which it was committed. */
public final class EventTable {
    private static final JobEvent.Kind[] KINDS = JobEvent.Kind.values();

    private static final String SELECT = """
            select e.seq, e.job, j.root, j.type, e.at, e.kind, e.queued, e.detail, e.data
              from event e join job j on j.id = e.job
            """;
    private static final String AFTER = SELECT + " where e.seq > ? order by e.seq limit ?";
    private static final String OF_JOB_AFTER = SELECT + " where e.job = ? and e.seq > ? order by e.seq limit ?";
    private static final String BY_SEQ = SELECT + " where e.seq = ?";
    /** The kinds from JobCompleted on are ends, or quarantine: one of them is the last that was told of such a job. */
    private static final String END = SELECT + " where e.job = ? and e.kind >= 8 order by e.seq desc limit 1";

    /** The first gets the number that is given; to a row without one SQLite gives the one after the greatest that there is. */
    private static final String FOR_PLAINLY_CRASHED =
            """
            insert into event (seq, job, at, kind, detail)
            select case id when (select id from job where""" + JobTable.PLAINLY_CRASHED + """
             order by lane, id limit 1) then ?3 end, id, ?4, ?5, ?6 from job where""" + JobTable.PLAINLY_CRASHED + " order by lane, id";

    private final Sql sql;
    private final Rows appended;
    /** What the transaction has told, the first of it written already. */
    private final List<EventRow> told = new ArrayList<>();

    private int written;

    EventTable(Sql sql) {
        this.sql = sql;
        appended = new Rows(
                sql,
                "insert into event (at, kind, queued, seq, job, detail, data) values ",
                "(?1, ?2, ?3, ?, ?, ?, ?)",
                "");
        sql.precededBy(this::write);
    }

    /** Written before anything else could miss it. */
    void append(EventRow event) {
        sql.putOffOne();
        told.add(event);
    }

    /** What this transaction has told so far. */
    List<EventRow> told() {
        return told;
    }

    void begin() {
        told.clear();
        written = 0;
    }

    /** Most jobs are queued and started in one go, and it costs much less to tell it in one row. */
    private void write() {
        for (; written < told.size(); written++) {
            EventRow event = told.get(written);
            Long queued = null;
            EventRow next = written + 1 < told.size() ? told.get(written + 1) : null;
            if (next != null && next.isStartOf(event)) {
                queued = event.detail();
                event = next;
                written++;
            }
            appended.add(
                    new @Nullable Object[] {event.at(), event.kind(), queued},
                    event.seq(),
                    event.job(),
                    event.detail(),
                    event.data());
        }
        appended.write();
    }

    /** The same for each of many jobs, in the order in which the index of open jobs has them. */
    void appendForPlainlyCrashed(int limit, long firstSeq, long at, JobEvent.Kind kind, @Nullable Long detail) {
        sql.run(FOR_PLAINLY_CRASHED, StopReason.SHUTDOWN.ordinal(), limit, firstSeq, at, kind.ordinal(), detail);
    }

    /** The transaction is undone. */
    void forget() {
        begin();
        appended.drop();
    }

    /** All of so many rows, of which some tell two events. */
    public List<EventRow> after(long seq, int limit) {
        return apart(sql.all(EventTable::read, AFTER, seq, limit), seq);
    }

    public List<EventRow> ofJobAfter(long job, long seq, int limit) {
        return apart(sql.all(EventTable::read, OF_JOB_AFTER, job, seq, limit), seq);
    }

    private static List<EventRow> apart(List<Told> rows, long after) {
        var events = new ArrayList<EventRow>(rows.size() * 2);
        for (Told row : rows) {
            if (row.queued() != null && row.event().seq() - 1 > after) {
                events.add(row.queuedEvent(row.queued()));
            }
            events.add(row.event());
        }
        return events;
    }

    /** What tells of an end. */
    public Optional<EventRow> end(long seq) {
        return sql.one(EventTable::read, BY_SEQ, seq).map(Told::event);
    }

    /** When the newest one was committed, by the wall clock of then. */
    public Optional<Long> newestAt() {
        return sql.one(row -> row.number(1), "select at from event order by seq desc limit 1");
    }

    /** What tells how a job ended, or why it is in quarantine; to be asked of such a job only. */
    public Optional<EventRow> endOf(long job) {
        return sql.one(EventTable::read, END, job).map(Told::event);
    }

    public long newest() {
        return sql.number("select coalesce(max(seq), 0) from event");
    }

    private static Told read(Row row) throws SQLException {
        var event = new EventRow(
                row.number("seq"),
                row.number("job"),
                row.number("root"),
                row.text("type"),
                row.number("at"),
                row.code("kind", KINDS),
                row.numberOrNull("detail"),
                row.textOrNull("data"));
        return new Told(event, row.numberOrNull("queued"));
    }

    /**
     * What a row tells.
     *
     * @param queued the cause, where the job was queued just before it started
     */
    private record Told(EventRow event, @Nullable Long queued) {
        EventRow queuedEvent(Long cause) {
            return new EventRow(
                    event.seq() - 1,
                    event.job(),
                    event.root(),
                    event.type(),
                    event.at(),
                    JobEvent.Kind.QUEUED,
                    cause,
                    null);
        }
    }
}
