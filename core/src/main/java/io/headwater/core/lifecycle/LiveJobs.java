package io.headwater.core.lifecycle;

import io.headwater.core.journal.Awaited;
import io.headwater.core.journal.Edge;
import io.headwater.core.journal.EventRow;
import io.headwater.core.journal.JobRow;
import io.headwater.core.journal.Ledger;
import io.headwater.jobs.StopReason;
import java.util.Set;

/**
 * What is in memory about jobs: handlers, slots, alarms, people who wait. It is told of each change after its commit, in
 * order, and may be asked about in between; both on the journal's thread. Only who may start is told at once, so that
 * the start belongs to the same transaction; it is forgotten when that is undone.
 */
public interface LiveJobs {
    /** The job may start as soon as there is a slot. Told before the commit. */
    void ready(JobRow job);

    /** The queue that the job can start from: its own, or another where that is gone since the job ended. */
    String queueFor(JobRow job);

    /** The job that may start does so with this priority, which is its own or a higher one. Told before the commit. */
    void lend(JobRow job, int priority);

    /** The job is waited for from now on. Told before the commit. */
    void needed(Ledger ledger, JobRow job);

    /** The job has given its slot back, if it had one. Told before the commit. */
    void slotFreed(long job, String queue);

    /** The job gets a slot. Told before the commit. */
    void starts(Ledger ledger, JobRow job);

    /** What the edge leads to counts in its waiter's progress from now on. Told before the commit. */
    void counts(Ledger ledger, Edge edge);

    /** The job ends, and there is no handler in memory that has to end first. Told before the commit. */
    void endsUnattended(Ledger ledger, JobRow job);

    /** A job is due at this moment. */
    void dueBy(long moment);

    /** The job has a slot: its handler is to be run, or to go on. */
    void begin(Start start);

    /** The job waits for others; its handler, if in memory, rests. */
    void suspended(JobRow job, Awaited awaited);

    /** The handler in memory is to end. */
    void askToStop(JobRow job, StopReason reason);

    /** The job has no handler any more. */
    void dismissed(JobRow job);

    /** The job goes on waiting without its handler. */
    void handlerGone(JobRow job);

    /** The job has ended, or is in quarantine: whoever waits for its result gets it. */
    void ended(JobRow job, EventRow end);

    /** A wait that ends early when the awaited job is silent for too long. */
    void listenForSilence(long waiter, String identity, long target, long silenceMillis);

    /** Nobody holds the job any more; if that is still so after a time, it is to be cancelled. */
    void lingers(long job, long leave, long millis);

    /** The job's timeout counts from here on, or stands still. */
    void timeoutCounts(JobRow job, boolean counts);

    /** How much of its timeout the job has used up by now. */
    long activeMillis(JobRow job);

    /** Whether any live job has a timeout. */
    boolean anyTimeouts();

    /** The identities that the handler in memory waits for. */
    Set<String> awaitedBy(long job);

    /** Whether nothing of an earlier run stands in the way of a new one. */
    boolean admits(JobRow job);

    /** The job may not start yet; it is made ready again by whoever stands in its way. */
    void hold(JobRow job);
}
