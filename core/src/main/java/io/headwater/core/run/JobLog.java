package io.headwater.core.run;

import io.headwater.core.event.EventFeed;
import io.headwater.core.journal.JobRow;
import io.headwater.core.journal.Journal;
import io.headwater.core.journal.Reply;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobId;
import io.headwater.jobs.LogLevel;
import java.time.Instant;

/** Writes into the logs of jobs, and lets subscribers hear it. */
public final class JobLog {
    private static final int LONGEST_LINE = 8_000;
    /** Beyond so many unwritten changes lines are dropped: a flood of words must not hold up what matters. */
    private static final int FLOOD = 32_768;

    private final Journal journal;
    private final EventFeed feed;

    public JobLog(Journal journal, EventFeed feed) {
        this.journal = journal;
        this.feed = feed;
    }

    void add(JobRow job, LogLevel level, String message) {
        if (journal.unwritten() > FLOOD) {
            return;
        }
        String line = message.length() <= LONGEST_LINE ? message : message.substring(0, LONGEST_LINE) + "…";
        journal.submit(
                ledger -> {
                    ledger.logs().append(job.id(), ledger.now(), level, line);
                    Instant at = Instant.ofEpochMilli(ledger.now());
                    var stamp = new JobEvent.Stamp(0, at, new JobId(job.id()), new JobId(job.root()), job.type());
                    ledger.afterCommit(() -> feed.live(new JobEvent.JobLogged(stamp, level, line)));
                    return line;
                },
                Reply.ignored());
    }
}
