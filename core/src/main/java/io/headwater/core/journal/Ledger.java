package io.headwater.core.journal;

import io.headwater.jobs.JobEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The store inside one transaction: what commands read and write. What the rest of the engine must do about a change is
 * noted with {@link #afterCommit} and happens when, and only when, the change is durable.
 */
public final class Ledger {
    private final Sql sql;
    private final Numbers numbers;
    private final JobTable jobs;
    private final EventTable events;
    private final EdgeTable edges;
    private final StepTable steps;
    private final CheckpointTable checkpoints;
    private final LogTable logs;
    private final ProgressTable progress;
    private final LastWaiterTable lastWaiters;
    private final RequestTable requests;
    private final HistoryTable history;
    private final QueueTable queues;
    private final List<Runnable> beforeTelling = new ArrayList<>();
    private final List<Runnable> afterCommit = new ArrayList<>();
    private long now;

    Ledger(Sql sql, long numbersAtOnce) {
        this.sql = sql;
        numbers = new Numbers(sql, numbersAtOnce);
        jobs = JobTable.toChange(sql);
        events = new EventTable(sql);
        edges = new EdgeTable(sql);
        steps = new StepTable(sql.aside());
        checkpoints = new CheckpointTable(sql.aside());
        logs = new LogTable(sql.aside());
        progress = new ProgressTable(sql);
        lastWaiters = new LastWaiterTable(sql);
        requests = new RequestTable(sql.aside());
        history = new HistoryTable(sql, jobs);
        queues = new QueueTable(sql.aside());
    }

    public JobTable jobs() {
        return jobs;
    }

    public EventTable events() {
        return events;
    }

    public EdgeTable edges() {
        return edges;
    }

    public StepTable steps() {
        return steps;
    }

    public CheckpointTable checkpoints() {
        return checkpoints;
    }

    public LogTable logs() {
        return logs;
    }

    public ProgressTable progress() {
        return progress;
    }

    public LastWaiterTable lastWaiters() {
        return lastWaiters;
    }

    public RequestTable requests() {
        return requests;
    }

    public QueueTable queues() {
        return queues;
    }

    public HistoryTable history() {
        return history;
    }

    /** The wall clock when the transaction began, in milliseconds. */
    public long now() {
        return now;
    }

    /** Stores a new job; empty when a live job of its type has its key. */
    public Optional<JobRow> insert(NewJob job) {
        long id = numbers.id(now);
        return jobs.insert(id, job, now);
    }

    /** Whether there may have been a job of this id. */
    public boolean mayHaveExisted(long id) {
        return numbers.mayHaveHandedOut(id);
    }

    /** Whether the job was there already when this engine started. */
    public boolean isFromBefore(long id) {
        return numbers.isFromBefore(id);
    }

    /** A number that was never given before. */
    public long newNumber() {
        return numbers.seq();
    }

    /** The seq of what is recorded next. */
    public long nextSeq() {
        return numbers.nextSeq();
    }

    /** Tells what happened to a job, in the transaction in which it happens. */
    public EventRow record(JobRow job, JobEvent.Kind kind, @Nullable Long detail, @Nullable String data) {
        var event = new EventRow(numbers.seq(), job.id(), job.root(), job.type(), now, kind, detail, data);
        events.append(event);
        return event;
    }

    /**
     * Puts back the jobs that ran when the process ended and that nothing else is to happen to, and tells it of each. What
     * is told is stored but not published: it may be as much as there are jobs.
     *
     * @param limit how many such ends in a row are too many; 0 for any number
     */
    public void requeueCrashed(int limit, JobEvent.Kind kind, @Nullable Long detail) {
        int most = jobs.countRunning();
        if (most > 0) {
            events.appendForPlainlyCrashed(limit, numbers.seqs(most), now, kind, detail);
            jobs.requeuePlainlyCrashed(limit);
        }
    }

    /** Like {@link #afterCommit}, but before what the transaction has told is published. */
    public void beforeTelling(Runnable effect) {
        beforeTelling.add(effect);
    }

    /** In the order noted; on the journal's thread; not if the transaction fails. */
    public void afterCommit(Runnable effect) {
        afterCommit.add(effect);
    }

    void begin(long atMillis) {
        now = atMillis;
        beforeTelling.clear();
        afterCommit.clear();
        events.begin();
        sql.run("begin immediate");
    }

    void commit() {
        sql.run("commit");
        numbers.sufficed();
        jobs.committed();
        history.committed();
    }

    void rollback() {
        beforeTelling.clear();
        afterCommit.clear();
        jobs.forgetAll();
        events.forget();
        history.forget();
        try {
            sql.run("rollback");
        } catch (StoreException alreadyRolledBack) {
            // SQLite ends a transaction by itself on some failures, a full disk among them.
        }
    }

    /** With a commit that is on the disk when this returns. */
    void reserveNumbers(long nowMillis, boolean syncsEveryCommit) {
        sql.run("pragma synchronous = full");
        try {
            sql.run("begin immediate");
            numbers.reserve(nowMillis);
            sql.run("commit");
        } catch (StoreException failure) {
            rollback();
            throw failure;
        } finally {
            sql.run(syncsEveryCommit ? "pragma synchronous = full" : "pragma synchronous = normal");
        }
    }

    /** Tells whether a command has written: compare before and after. */
    long writes() {
        return sql.writes();
    }

    List<Runnable> effectsBeforeTelling() {
        return beforeTelling;
    }

    List<Runnable> effects() {
        return afterCommit;
    }

    /** What this transaction has told so far. */
    public List<EventRow> recorded() {
        return events.told();
    }

    void close() {
        sql.close();
    }
}
