package io.headwater.core.recovery;

import io.headwater.core.codec.JobCodec;
import io.headwater.core.fault.Faults;
import io.headwater.core.fault.Guarantee;
import io.headwater.core.fault.Point;
import io.headwater.core.journal.Command;
import io.headwater.core.journal.Edge;
import io.headwater.core.journal.JobRow;
import io.headwater.core.journal.Lane;
import io.headwater.core.journal.Ledger;
import io.headwater.core.journal.QueueTable;
import io.headwater.core.lifecycle.Lifecycle;
import io.headwater.core.queue.Queues;
import io.headwater.core.run.Runner;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobState;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first transaction of an engine: every job that was not finished is put where it goes on from. A killed restart
 * leaves the store as it found it, so the next one does the same again.
 */
public final class Restart implements Command<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger("headwater.jobs");

    private final Lifecycle lifecycle;
    private final Runner runner;
    private final Queues queues;
    private final JobCodec codec;
    private final int crashLimit;
    private final Faults faults;

    public Restart(Lifecycle lifecycle, Runner runner, Queues queues, JobCodec codec, int crashLimit, Faults faults) {
        this.lifecycle = lifecycle;
        this.runner = runner;
        this.queues = queues;
        this.codec = codec;
        this.crashLimit = crashLimit;
        this.faults = faults;
    }

    @Override
    public Integer apply(Ledger ledger) {
        lifecycle.restarting().begin(ledger);
        if (runner.admitsEverybody()) {
            adoptQueues(ledger);
        }
        setQueues(ledger);
        if (!faults.breaks(Guarantee.G10)) {
            putBackRunning(ledger);
        }
        ledger.jobs()
                .eachInState(JobState.WAITING, job -> lifecycle.restarting().handlerLost(ledger, job));
        loseHandlers(ledger);
        if (runner.admitsEverybody()) {
            quarantineUnknown(ledger);
            ledger.jobs().eachInState(JobState.QUARANTINED, job -> releaseIfReadable(ledger, job));
            queueReady(ledger);
        } else {
            runner.readyAdmitted(ledger);
        }
        lifecycle.restarting().lend(ledger);
        setAlarms(ledger);
        faults.reach(Point.IN_RECOVERY);
        return 0;
    }

    private void putBackRunning(Ledger ledger) {
        lifecycle.restarting().crashed(ledger, crashLimit);
        ledger.jobs()
                .eachInState(JobState.RUNNING, job -> lifecycle.restarting().crashed(ledger, job, crashLimit));
    }

    /** Jobs of a queue that is gone go to the default one. */
    private void adoptQueues(Ledger ledger) {
        for (String queue : inUse(ledger, Lane::queue)) {
            if (!queues.has(queue)) {
                int moved = ledger.jobs().moveQueue(queue, Queues.DEFAULT);
                LOG.warn("Queue {} is gone: its {} jobs go to queue {}", queue, moved, Queues.DEFAULT);
            }
        }
    }

    private void setQueues(Ledger ledger) {
        for (QueueTable.Setting setting : ledger.queues().all()) {
            if (queues.has(setting.queue())) {
                queues.set(setting.queue(), setting.slots(), setting.paused());
            }
        }
    }

    private static Set<String> inUse(Ledger ledger, Function<Lane, String> name) {
        return ledger.jobs().lanesInUse().stream().map(name).collect(Collectors.toSet());
    }

    private void quarantineUnknown(Ledger ledger) {
        for (String type : inUse(ledger, Lane::type)) {
            if (codec.type(type).isEmpty()) {
                var unknown = new AtomicInteger();
                ledger.jobs().eachLiveOfType(type, job -> {
                    lifecycle.restarting().quarantine(ledger, job, reasonAgainst(job));
                    unknown.incrementAndGet();
                });
                if (unknown.get() > 0) { // they may have ended just now, having crashed too often
                    LOG.warn("No handler for jobs of type {}: {} of them are kept in quarantine", type, unknown);
                }
            }
        }
    }

    private JobException reasonAgainst(JobRow job) {
        try {
            codec.typeNamed(job.type());
        } catch (JobException reason) {
            return reason;
        }
        throw new IllegalStateException("type " + job.type() + " was not known a moment ago");
    }

    private void releaseIfReadable(Ledger ledger, JobRow job) {
        if (faults.breaks(Guarantee.G16)) {
            return;
        }
        try {
            codec.jobIn(job);
        } catch (JobException stillUnreadable) {
            return;
        }
        lifecycle.restarting().release(ledger, job);
    }

    /** All who wait are in the store, those too that were put back, and queued, one by one. */
    private void queueReady(Ledger ledger) {
        queues.clear();
        for (Lane lane : ledger.jobs().lanesQueued()) {
            LongConsumer backlog = queues.backlog(lane.queue(), lane.priority(), lane.hasBegun());
            ledger.jobs().showQueued(lane, backlog);
        }
    }

    /** Of those who were about to go on; they begin again. */
    private void loseHandlers(Ledger ledger) {
        ledger.jobs().eachQueuedWithHandler(job -> lifecycle.restarting().handlerLost(ledger, job));
    }

    private void setAlarms(Ledger ledger) {
        ledger.jobs().nextDue().ifPresent(due -> ledger.afterCommit(() -> runner.dueBy(due)));
        for (Edge edge : ledger.edges().withSilence()) {
            Long silence = edge.silenceMillis();
            if (silence != null) {
                ledger.afterCommit(
                        () -> runner.listenForSilence(edge.waiter(), edge.identity(), edge.target(), silence));
            }
        }
    }
}
