package io.headwater.core.lifecycle;

import io.headwater.core.codec.EventCodec;
import io.headwater.core.fault.Faults;
import io.headwater.core.fault.Point;
import io.headwater.core.journal.JobRow;
import io.headwater.core.journal.Ledger;
import io.headwater.jobs.JobEvent.Cause;
import io.headwater.jobs.JobEvent.Forced;
import io.headwater.jobs.JobEvent.Kind;
import io.headwater.jobs.JobState;
import io.headwater.jobs.StopReason;
import org.jspecify.annotations.Nullable;

/** What a job is asked to do while its handler works, and what becomes of it when the handler has ended. */
final class Stops {
    private final EventCodec codec;
    private final LiveJobs live;
    private final Faults faults;
    private final Moves moves;
    private final Clocks clocks;
    private final Ends ends;

    Stops(EventCodec codec, LiveJobs live, Faults faults, Moves moves, Clocks clocks, Ends ends) {
        this.codec = codec;
        this.live = live;
        this.faults = faults;
        this.moves = moves;
        this.clocks = clocks;
        this.ends = ends;
    }

    void askToStop(Ledger ledger, JobRow job, StopReason reason, @Nullable String words, @Nullable Long pausedBy) {
        JobRow stopping = moves.move(ledger, job, job.standing().stopping(reason, words, pausedBy));
        ledger.record(stopping, Kind.STOPPING, (long) reason.ordinal(), null);
        ledger.afterCommit(() -> {
            live.askToStop(stopping, reason);
            if (reason == StopReason.PAUSE) {
                faults.reach(Point.IN_PAUSE);
            }
        });
    }

    void stopped(Ledger ledger, JobRow job, StopReason stopping, @Nullable Forced forced) {
        switch (stopping) {
            case PAUSE -> {
                boolean again = job.standing().resuming();
                JobRow paused = pauseNow(ledger, job, job.standing().pausedBy(), forced);
                if (again) {
                    resumeNow(ledger, paused);
                }
            }
            case CANCEL -> ends.cancelNow(ledger, job, reasonOf(job), forced);
            case TIMEOUT -> ends.fail(ledger, job, ends.timeoutError(job), forced);
            case SHUTDOWN -> shutDown(ledger, job);
        }
    }

    static String reasonOf(JobRow job) {
        String reason = job.standing().reason();
        return reason == null ? "" : reason;
    }

    JobRow pauseNow(Ledger ledger, JobRow job, @Nullable Long by, @Nullable Forced forced) {
        JobRow paused = moves.move(ledger, job, job.standing().paused(by));
        ledger.record(paused, Kind.PAUSED, null, codec.paused(forced));
        ledger.afterCommit(() -> {
            live.timeoutCounts(paused, false);
            live.dismissed(job);
        });
        clocks.recheckTimeoutsAbove(ledger, job.id());
        return paused;
    }

    void resumeNow(Ledger ledger, JobRow job) {
        Long due = job.standing().dueAt();
        JobState to;
        if (due != null && due > ledger.now()) {
            to = JobState.SCHEDULED;
        } else {
            to = ledger.edges().hasOpen(job.id()) ? JobState.WAITING : JobState.QUEUED;
        }
        JobRow resumed = moves.move(ledger, job, job.standing().resumedTo(to));
        ledger.record(resumed, Kind.RESUMED, (long) to.ordinal(), null);
        if (to == JobState.QUEUED) {
            live.ready(resumed);
            moves.lending().queued(ledger, resumed);
        }
        ledger.afterCommit(() -> {
            if (to == JobState.QUEUED) {
                return;
            }
            if (due != null && to == JobState.SCHEDULED) {
                live.dueBy(due);
            } else {
                live.timeoutCounts(resumed, true);
            }
        });
        clocks.recheckTimeoutsAbove(ledger, job.id());
        clocks.recheckTimeout(ledger, job.id());
    }

    /** The engine closes: what was running goes on at the next start, what waited goes on waiting. */
    void shutDown(Ledger ledger, JobRow job) {
        if (job.standing().state() == JobState.RUNNING) {
            moves.queue(ledger, job, Cause.SHUTDOWN, 0);
        } else {
            moves.move(ledger, job, job.standing().withoutHandler());
        }
        ledger.afterCommit(() -> live.dismissed(job));
    }
}
