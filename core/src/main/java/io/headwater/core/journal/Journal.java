package io.headwater.core.journal;

import io.headwater.core.fault.Faults;
import io.headwater.core.fault.Guarantee;
import io.headwater.core.fault.Point;
import io.headwater.core.time.TimeSource;
import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobInterrupted;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * The single writer. Commands queue up; one thread takes what is waiting, applies it in order inside one transaction,
 * commits, and only then publishes the events, lets the engine react, and answers the callers. While it commits, the next
 * batch gathers: so the cost of durability is shared, and nobody waits for a timer.
 *
 * <p>When the disk refuses, nothing that was accepted is dropped: what the engine itself must write is held and tried
 * again until it succeeds, and what callers ask for meanwhile is refused with the reason. A damaged file is another
 * matter: writing on would make it worse, so nothing more is written and everybody is told.
 */
public final class Journal {
    static final Logger LOG = LoggerFactory.getLogger("headwater.journal");

    private static final int MOST_UNWRITTEN = 65_536;
    private static final int TRIES_WHEN_CLOSING = 20;
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Opening opening;
    private final boolean syncsEveryCommit;
    private final Faults faults;
    private final WallClock clock;
    private final ThreadFactory threads;
    private final Thread thread;
    private final Inbox inbox;
    private final CountDownLatch ended = new CountDownLatch(1);
    /** The batch that is being written; only the journal's thread touches it. */
    private List<Entry<?>> inHand = List.of();

    private @Nullable Store store;
    private @Nullable Companion companion;
    private Consumer<List<EventRow>> publisher = events -> {};
    private Consumer<JobException> whenBroken = reason -> {};
    /** A transaction is open that nothing has been written in; only the journal's thread touches it. */
    private boolean begun;
    /** Why there is none. */
    private @Nullable StoreException notBegun;

    private volatile boolean closing;
    private volatile boolean killed;
    private volatile @Nullable JobException trouble;
    /** Why nothing is written any more, whatever time may bring. */
    private volatile @Nullable JobException broken;

    private Journal(Path file, boolean syncsEveryCommit, Faults faults, TimeSource time, ThreadFactory threads) {
        thread = threads.newThread(this::work);
        opening = Opening.of(file, syncsEveryCommit, faults, threads); // it takes the longest
        this.syncsEveryCommit = syncsEveryCommit;
        this.faults = faults;
        clock = new WallClock(time);
        this.threads = threads;
        inbox = new Inbox(thread);
    }

    /**
     * Begins to open the file, on a thread of its own: SQLite takes its time, and the engine has other things to get ready.
     * Ends in {@link #start} or {@link #giveUp}.
     */
    public static Journal open(
            Path file, boolean syncsEveryCommit, Faults faults, TimeSource time, ThreadFactory threads) {
        return new Journal(file, syncsEveryCommit, faults, time, threads);
    }

    /** Gives the file back when the engine cannot be made. */
    public void giveUp() {
        opening.giveUp();
    }

    /**
     * Runs a first command before any other, on the caller's thread, then begins to serve.
     *
     * @param publish gets the committed events of each batch, before any caller is answered
     * @param goesAlong with every transaction
     * @param broke hears why, when nothing can be written any more
     */
    public void start(
            Command<?> first, Consumer<List<EventRow>> publish, Companion goesAlong, Consumer<JobException> broke) {
        publisher = publish;
        companion = goesAlong;
        whenBroken = broke;
        store = opening.result();
        try {
            ledger().reserveNumbers(clock.millis(), syncsEveryCommit);
            Entry<?> only = Entry.report(first, Reply.ignored());
            commit(List.of(only));
            if (only.failure != null) {
                throw only.failure instanceof RuntimeException failure
                        ? failure
                        : new IllegalStateException(only.failure);
            }
            publishAndAnswer(List.of(only));
        } catch (StoreException failure) {
            release();
            throw StoreErrors.of(failure.failure(), store().database().file());
        } catch (RuntimeException failure) {
            release();
            throw failure;
        }
        thread.start();
    }

    /** Work for the journal from outside: it may be refused when too much is waiting or the disk is in trouble. */
    public <T> Mono<T> request(Command<T> command) {
        return Mono.create(sink -> request(command, new Reply<>() {
            @Override
            public void done(@Nullable T value) {
                sink.success(value);
            }

            @Override
            public void failed(Throwable failure) {
                sink.error(failure);
            }
        }));
    }

    /**
     * Says that a request will come in a moment. Where the journal sleeps, it gets up and begins its transaction while
     * the caller still writes down what he wants: of the time to a single job's start that is a good part.
     *
     * @return whether it slept
     */
    public boolean expectRequest() {
        return inbox.expect();
    }

    public <T extends @Nullable Object> void request(Command<T> command, Reply<T> reply) {
        if (inbox.unwritten() >= MOST_UNWRITTEN && !faults.breaks(Guarantee.G12)) {
            reply.failed(new JobException.Overload(
                    ErrorCode.OVERLOADED,
                    "More than %d changes are waiting to be written.".formatted(MOST_UNWRITTEN),
                    "Try again in a moment, or dispatch more slowly."));
            return;
        }
        submit(Entry.request(command, reply));
    }

    /** Work of the engine itself: never refused, held while the disk is in trouble. */
    public <T extends @Nullable Object> void submit(Command<T> command, Reply<T> reply) {
        submit(Entry.report(command, reply));
    }

    /** What follows from the batch just committed; only from the journal's own thread. Comes before all that waits. */
    public void follow(Command<?> command) {
        inbox.putFirst(Entry.report(command, Reply.ignored()));
    }

    private void submit(Entry<?> entry) {
        inbox.put(entry);
        if (broken != null || (closing && ended.getCount() == 0)) {
            refuseArrivals();
        }
    }

    /** Reads what is committed, on one of a few reading threads. */
    public <T> Mono<T> read(Function<Reader, T> query) {
        return store().readers().read(query);
    }

    /** Copies the store as it is now. */
    public Mono<Void> backup(Path target) {
        return Mono.fromFuture(
                () -> {
                    var done = new CompletableFuture<Void>();
                    threads.newThread(() -> backup(target, done)).start();
                    return done;
                },
                true);
    }

    private void backup(Path target, CompletableFuture<Void> done) {
        try {
            store().database().backup(target);
            done.complete(null);
        } catch (Throwable failure) {
            done.completeExceptionally(failure);
        }
    }

    /** How many commands are not written yet. */
    public int unwritten() {
        return inbox.unwritten();
    }

    /** Why nothing can be written now; null when all is well. */
    public @Nullable JobException trouble() {
        return trouble;
    }

    private void work() {
        try {
            while (!killed && broken == null) {
                List<Entry<?>> batch = nextBatch();
                if (batch.isEmpty()) {
                    break;
                }
                commitPatiently(batch);
            }
        } catch (RuntimeException | Error failure) {
            ledger().rollback();
            breakOff(StoreErrors.stopped(failure));
        } finally {
            if (killed) {
                ledger().rollback();
            }
            release();
            ended.countDown();
            refuseArrivals();
        }
    }

    /** Nothing is written any more, and everybody is told why. The file stays claimed: handlers may still be at work. */
    private void breakOff(JobException reason) {
        LOG.error("{} {} No more jobs are run.", reason.getMessage(), reason.hint(), reason);
        trouble = reason;
        broken = reason;
        refuse(inHand, reason);
        refuseArrivals();
        guarded(() -> whenBroken.accept(reason));
        while (!closing) {
            LockSupport.park(this);
        }
    }

    /** Waits for something to do; empty at the end. */
    private List<Entry<?>> nextBatch() {
        var batch = new ArrayList<Entry<?>>();
        while (true) {
            takeInto(batch);
            if (!batch.isEmpty() || killed || (closing && inbox.unwritten() == 0)) {
                return batch;
            }
            if (inbox.sleep()) {
                getReady();
            }
        }
    }

    private void takeInto(List<Entry<?>> batch) {
        // Where each commit waits for the disk, it takes along all that is there.
        inbox.takeInto(batch, syncsEveryCommit ? others -> Integer.MAX_VALUE : companion()::room);
    }

    /** Opens a transaction for a request that is expected, and closes it again if that does not come. */
    private void getReady() {
        try {
            ledger().begin(clock.millis());
            begun = true;
        } catch (StoreException failure) {
            notBegun = failure; // it took its time: whoever comes next is told, and does not wait as long again
        }
        if (!inbox.awaitExpected()) {
            notBegun = null;
            if (begun) {
                begun = false;
                ledger().rollback();
            }
        }
    }

    private void begin() {
        StoreException failure = notBegun;
        notBegun = null;
        if (failure != null) {
            throw failure;
        }
        if (!begun) {
            ledger().begin(clock.millis());
        }
        begun = false;
    }

    private void commitPatiently(List<Entry<?>> batch) {
        List<Entry<?>> rest = batch;
        inHand = rest;
        for (int tries = 0; !killed && !(closing && tries > TRIES_WHEN_CLOSING); tries++) {
            try {
                commit(rest);
                trouble = null;
                publishAndAnswer(rest);
                inbox.written(rest.size());
                return;
            } catch (StoreException failure) {
                JobException reason =
                        StoreErrors.of(failure.failure(), store().database().file());
                if (failure.kind() == StoreException.Kind.CORRUPT) {
                    breakOff(reason);
                    return;
                }
                if (trouble == null) {
                    LOG.warn("{} {} Changes are held until it is over.", reason.getMessage(), reason.hint());
                }
                trouble = reason;
                rest = new ArrayList<>(rest);
                takeInto(rest);
                rest = refuseRequests(rest, reason);
                inHand = rest;
                if (rest.isEmpty()) {
                    trouble = null; // nobody is left who would notice; the next one finds out anew
                    return;
                }
                LockSupport.parkNanos(this, RETRY_NANOS);
            }
        }
        // What was running is found running at the next start, and goes on from what is stored.
        inbox.written(rest.size());
        LOG.warn("{} changes could not be written before the engine closed", rest.size());
    }

    private List<Entry<?>> refuseRequests(List<Entry<?>> batch, JobException reason) {
        var kept = new ArrayList<Entry<?>>();
        var refused = new ArrayList<Entry<?>>();
        batch.forEach(entry -> (entry.request ? refused : kept).add(entry));
        refuse(refused, reason);
        return kept;
    }

    private void refuse(List<Entry<?>> entries, JobException reason) {
        for (Entry<?> entry : entries) {
            entry.failure = reason;
            inbox.written(1);
            answer(entry);
        }
    }

    /** Applies and commits. A command that fails is left out, and the others are applied again without it. */
    private void commit(List<Entry<?>> batch) {
        while (!applyAll(batch)) {
            undo();
        }
        if (faults.breaks(Guarantee.G1)) {
            publisher.accept(List.copyOf(ledger().recorded()));
        }
        try {
            faults.reach(Point.BEFORE_COMMIT);
            ledger().commit();
        } catch (StoreException failure) {
            undo();
            throw failure;
        }
        clock.madeGood();
        companion().committed();
        faults.reach(Point.AFTER_COMMIT);
    }

    /** False when the transaction must be undone and begun again. */
    private boolean applyAll(List<Entry<?>> batch) {
        begin();
        makeJumpGood();
        try {
            for (Entry<?> entry : batch) {
                if (entry.failure == null && !apply(entry)) {
                    return false;
                }
                companion().applied(ledger());
            }
            companion().beforeCommit(ledger());
            return true;
        } catch (Numbers.BoundaryReached more) {
            undo();
            ledger().reserveNumbers(clock.millis(), syncsEveryCommit);
            return applyAll(batch);
        } catch (StoreException failure) {
            undo();
            throw failure;
        }
    }

    /** False when it failed and left something behind: what it wrote must not stay. */
    private boolean apply(Entry<?> entry) {
        long before = ledger().writes();
        try {
            entry.apply(ledger());
            return true;
        } catch (JobException | JobInterrupted refusal) {
            entry.failure = refusal;
            return ledger().writes() == before;
        } catch (Numbers.BoundaryReached more) {
            throw more;
        } catch (StoreException failure) {
            if (failure.kind() != StoreException.Kind.OTHER) {
                throw failure;
            }
            entry.failure = StoreErrors.of(failure.failure(), store().database().file());
            return false;
        } catch (RuntimeException | Error bug) {
            entry.failure = bug;
            return false;
        }
    }

    private void makeJumpGood() {
        long jump = clock.jumped();
        if (jump != 0) {
            try {
                ledger().jobs().moveRests(jump);
            } catch (StoreException failure) {
                undo();
                throw failure;
            }
        }
    }

    private void undo() {
        ledger().rollback();
        companion().undone();
    }

    private Store store() {
        Store present = store;
        if (present == null) {
            throw new IllegalStateException("the journal has not started");
        }
        return present;
    }

    private Ledger ledger() {
        return store().ledger();
    }

    private Companion companion() {
        Companion present = companion;
        if (present == null) {
            throw new IllegalStateException("the journal has not started");
        }
        return present;
    }

    private void publishAndAnswer(List<Entry<?>> batch) {
        ledger().effectsBeforeTelling().forEach(Journal::guarded);
        if (!ledger().recorded().isEmpty()) {
            publisher.accept(List.copyOf(ledger().recorded()));
        }
        List<Runnable> effects = ledger().effects();
        for (int next = 0; next < effects.size(); next++) {
            guarded(effects.get(next));
        }
        faults.reach(Point.AFTER_PUBLISH);
        batch.forEach(Journal::answer);
        guarded(companion()::afterBatch);
    }

    private static void answer(Entry<?> entry) {
        try {
            entry.answer();
        } catch (RuntimeException | Error failure) {
            couldNotReact(failure);
        }
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error failure) {
            couldNotReact(failure);
        }
    }

    private static void couldNotReact(Throwable failure) {
        LOG.error("The engine could not react to a committed change", failure);
    }

    private void refuseArrivals() {
        JobException known = broken;
        JobException reason = known == null ? closed() : known;
        for (Entry<?> late = inbox.takeLate(); late != null; late = inbox.takeLate()) {
            refuse(List.of(late), reason);
        }
    }

    private static JobException closed() {
        return new JobException.Conflict(
                ErrorCode.ILLEGAL_STATE, "The engine is closed.", "Start an engine on the database again.");
    }

    /** Writes what is waiting, then gives the file back. */
    public void close() {
        closing = true;
        inbox.close();
        awaitEnd();
    }

    /** Ends at once, as a crash would: what is not committed is lost. For tests. */
    public void kill() {
        killed = true;
        closing = true;
        inbox.close();
        awaitEnd();
    }

    private void awaitEnd() {
        boolean interrupted = false;
        while (true) {
            try {
                ended.await();
                break;
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void release() {
        store().close();
    }
}
