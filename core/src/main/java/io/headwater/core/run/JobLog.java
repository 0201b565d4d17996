package io.headwater.core.run;

import io.headwater.core.event.EventFeed;
import io.headwater.core.journal.EventRow;
import io.headwater.core.journal.JobRow;
import io.headwater.core.journal.Journal;
import io.headwater.core.journal.Ledger;
import io.headwater.core.journal.Reply;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobId;
import io.headwater.jobs.LogLevel;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes into the logs of jobs, and lets subscribers hear it. */
public final class JobLog {
    private static final int LONGEST_LINE = 8_000;
    /** Beyond so many unwritten changes lines are dropped: a flood of words must not hold up what matters. */
    private static final int FLOOD = 32_768;

    private final Journal journal;
    private final EventFeed feed;
    private final int linesKept;
    /** How many lines the job had written when its log was cut last; on the journal's thread. */
    private final Map<Long, Integer> sinceCut = new HashMap<>();

    /** @param linesKept of each job */
    public JobLog(Journal journal, EventFeed feed, int linesKept) {
        this.journal = journal;
        this.feed = feed;
        this.linesKept = linesKept;
    }

    void add(JobRow job, LogLevel level, String message) {
        if (journal.unwritten() > FLOOD) {
            return;
        }
        String line = message.length() <= LONGEST_LINE ? message : message.substring(0, LONGEST_LINE) + "…";
        journal.submit(
                ledger -> {
                    // It may have ended since then, and be gone.
                    ledger.jobs().find(job.id()).ifPresent(present -> write(ledger, job, present, level, line));
                    return line;
                },
                Reply.ignored());
    }

    private void write(Ledger ledger, JobRow job, JobRow present, LogLevel level, String line) {
        ledger.logs().append(job.id(), ledger.now(), level, line);
        if (present.standing().token() == job.standing().token()) {
            cut(ledger, job.id());
        } else {
            ledger.logs().keepNewest(job.id(), linesKept); // nobody will come and say that it is forgotten
        }
        Instant at = Instant.ofEpochMilli(ledger.now());
        var stamp = new JobEvent.Stamp(0, at, new JobId(job.id()), new JobId(job.root()), job.type());
        long after = lastTold(ledger);
        // Before the job's end, which may stand in the same transaction, could reach somebody who then stops listening.
        ledger.beforeTelling(() -> feed.said(new JobEvent.JobLogged(stamp, level, line), after));
    }

    private long lastTold(Ledger ledger) {
        List<EventRow> told = ledger.recorded();
        return told.isEmpty() ? feed.newest() : told.get(told.size() - 1).seq();
    }

    /** A tenth at a time; a job that was not heard before may have said much in an earlier run. */
    private void cut(Ledger ledger, long job) {
        int lines = sinceCut.merge(job, 1, Integer::sum);
        if (lines == 1 || lines > Math.max(1, linesKept / 10)) {
            ledger.logs().keepNewest(job, linesKept);
            sinceCut.put(job, 1);
        }
    }

    /** The job has ended, or rests. */
    void forget(long job) {
        sinceCut.remove(job);
    }
}
