package io.headwater.benchmarks.contender;

import io.headwater.core.Durability;
import io.headwater.core.History;
import io.headwater.core.JobEngine;
import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobQuery;
import io.headwater.jobs.JobState;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Dispatches without waiting, but never so many at once that the engine would refuse one. */
public final class Headwater implements Contender {
    private static final int AT_ONCE = 16_384;
    private static final String HELD = "held";
    private static final JobQuery LIVE = JobQuery.all()
            .inState(JobState.SCHEDULED, JobState.QUEUED, JobState.RUNNING, JobState.WAITING, JobState.PAUSED);

    private final Path folder;
    private final int slots;
    private final Durability durability;
    private final Semaphore unacknowledged = new Semaphore(AT_ONCE);
    private final AtomicReference<@Nullable Throwable> refusal = new AtomicReference<>();
    private @Nullable JobEngine engine;

    Headwater(Path folder, int slots, Durability durability) {
        this.folder = folder;
        this.slots = slots;
        this.durability = durability;
    }

    @Override
    public void start() {
        engine = JobEngine.builder()
                .database(folder.resolve("headwater.db"))
                .durability(durability)
                .history(History.everything())
                .queue("default", Math.max(1, slots))
                .queue(HELD, 1)
                .handler(Endless.class, (job, context) -> context.interruptible(Mono.never()))
                .handler(NoOp.class, (job, context) -> {
                    Started.now(job.i());
                    return Mono.empty();
                })
                .start();
        if (slots == 0) {
            engine().dispatch(new Endless(0)).block();
        }
    }

    /** Stores jobs that wait for as long as the engine lives, beside those that are measured. */
    public void hold(int jobs) throws InterruptedException {
        DispatchOptions held = DispatchOptions.defaults().withQueue(HELD);
        engine().dispatch(new Endless(0), held).block();
        for (int number = 0; number < jobs; number++) {
            dispatch(new NoOp(number), held);
        }
        awaitAcknowledgements();
    }

    public void awaitAcknowledgements() throws InterruptedException {
        unacknowledged.acquire(AT_ONCE);
        unacknowledged.release(AT_ONCE);
    }

    public JobEngine engine() {
        return Objects.requireNonNull(engine, "not started");
    }

    @Override
    public void dispatch(int number) throws InterruptedException {
        dispatch(new NoOp(number), DispatchOptions.defaults());
    }

    private void dispatch(NoOp job, DispatchOptions options) throws InterruptedException {
        Throwable refused = refusal.get();
        if (refused != null) {
            throw new IllegalStateException("the engine refused a job", refused);
        }
        unacknowledged.acquire();
        engine().dispatch(job, options).subscribe(handle -> unacknowledged.release(), failure -> {
            refusal.set(failure);
            unacknowledged.release();
        });
    }

    @Override
    public void dispatchAndWait(int number) {
        engine().dispatch(new NoOp(number)).block();
    }

    @Override
    public void dispatchAndFinish(int number) {
        engine().dispatch(new NoOp(number)).flatMap(JobHandle::result).block();
    }

    /** Asks the store only when nothing is under way any more: a question costs time, and so would a subscriber. */
    @Override
    public long unfinished() {
        if (engine().isBusy()) {
            return Math.max(1, engine().unwritten());
        }
        return Objects.requireNonNull(engine().count(LIVE).block());
    }

    @Override
    public void close() {
        engine().close();
    }
}
