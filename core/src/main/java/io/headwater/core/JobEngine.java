package io.headwater.core;

import io.headwater.core.codec.EventCodec;
import io.headwater.core.codec.JobCodec;
import io.headwater.core.codec.RegisteredType;
import io.headwater.core.event.Deliveries;
import io.headwater.core.event.EventFeed;
import io.headwater.core.fault.Faults;
import io.headwater.core.fault.Guarantee;
import io.headwater.core.fault.Point;
import io.headwater.core.history.Pruner;
import io.headwater.core.journal.Command;
import io.headwater.core.journal.EventRow;
import io.headwater.core.journal.JobRow;
import io.headwater.core.journal.Journal;
import io.headwater.core.journal.Ledger;
import io.headwater.core.journal.NewJob;
import io.headwater.core.journal.Reader;
import io.headwater.core.journal.Reply;
import io.headwater.core.lifecycle.Dispatched;
import io.headwater.core.lifecycle.Lifecycle;
import io.headwater.core.lifecycle.Request;
import io.headwater.core.progress.ProgressBoard;
import io.headwater.core.progress.WaitingFor;
import io.headwater.core.queue.Queues;
import io.headwater.core.recovery.Restart;
import io.headwater.core.run.Access;
import io.headwater.core.run.Admission;
import io.headwater.core.run.BlockingCalls;
import io.headwater.core.run.EndWatch;
import io.headwater.core.run.JobLog;
import io.headwater.core.run.PatientDispatch;
import io.headwater.core.run.Runner;
import io.headwater.core.run.Workers;
import io.headwater.core.time.SystemTime;
import io.headwater.core.time.TimeSource;
import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.EventFilter;
import io.headwater.jobs.Job;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobHandler;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobQuery;
import io.headwater.jobs.JobQueues;
import io.headwater.jobs.JobTree;
import io.headwater.jobs.JobView;
import io.headwater.jobs.Jobs;
import io.headwater.jobs.LastWaiter;
import io.headwater.jobs.LogLine;
import io.headwater.jobs.Page;
import io.headwater.jobs.Progress;
import io.headwater.jobs.Upcaster;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;

/**
 * Runs jobs and remembers them in one SQLite file. Build one with {@link #builder()}, use it as {@link Jobs}, close it in
 * the end; what was running goes on when an engine is started on the file again.
 */
public final class JobEngine implements Jobs, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("headwater.jobs");

    private final Faults faults;
    private final Duration grace;
    private final TimeSource time;
    private final @Nullable SystemTime ownTime;
    private final JobCodec codec;
    private final EventCodec eventCodec;
    private final Queues queues;
    private final JobQueues queueControls;
    private final Journal journal;
    private final Deliveries deliveries;
    private final Scheduler onDeliveries;
    private final EventFeed feed;
    private final Workers workers;
    private final BlockingCalls blocking;
    private final EndWatch ends = new EndWatch();
    private final PatientDispatch.Desk dispatches;
    private final JobViews views;
    private final Runner runner;
    private final Lifecycle lifecycle;
    private final Pruner pruner;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicBoolean letGo = new AtomicBoolean();

    public static Builder builder() {
        return new Builder();
    }

    private JobEngine(Builder setup, Path database) {
        faults = setup.faults;
        grace = setup.grace;
        TimeSource lent = setup.time;
        if (lent == null) {
            ownTime = new SystemTime(Threads.neverBlocking("time"));
            time = ownTime;
        } else {
            ownTime = null;
            time = new WhileOpen(lent, letGo);
        }
        journal = Journal.open(database, setup.durability == Durability.FULL, faults, time, Threads.named("journal"));
        queues = new Queues(setup.queues);
        queueControls = new QueueControls(this, queues);
        codec = codecOf(setup);
        eventCodec = codec.events();
        deliveries = new Deliveries(Threads.neverBlocking("events"));
        onDeliveries = Threads.schedulerOn(deliveries::execute);
        feed = new EventFeed(eventCodec, deliveries, faults);
        workers = new Workers(Runtime.getRuntime().availableProcessors(), Threads.neverBlocking("work"), time);
        blocking = new BlockingCalls(Threads.named("block"));
        dispatches =
                new PatientDispatch.Desk(dispatch -> journal.request(dispatch, dispatch), ends, deliveries::execute);
        var waitingFor = new WaitingFor(codec);
        var board = new ProgressBoard(journal, feed, eventCodec, waitingFor, time);
        views = new JobViews(codec, eventCodec, board, waitingFor);
        runner = new Runner(new Runner.Parts(
                journal,
                queues,
                codec,
                eventCodec,
                workers,
                blocking,
                ends,
                board,
                new JobLog(journal, feed, setup.history.logLines()),
                new HandlerAccess(),
                time,
                setup.grace,
                setup.crashLimit,
                new Admission(setup.runs.all(), setup.runs.top()),
                faults));
        lifecycle = runner.lifecycle();
        // Who only looks takes nothing away.
        boolean prunes = setup.history.isBounded() && setup.runs != Runs.NOTHING;
        pruner = new Pruner(journal, time, faults, prunes, setup.history.jobs(), setup.history.age());
        var restart = new Restart(lifecycle, runner, queues, codec, setup.crashLimit, faults);
        journal.start(
                ledger -> {
                    var goOn = restart.apply(ledger);
                    // Not before: what the restart tells of many jobs at once is read from the store.
                    feed.begin(journal, ledger.events().newest());
                    return goOn;
                },
                prunes ? this::publishAndPrune : feed::publish,
                runner,
                this::broke);
        if (setup.runs != Runs.NOTHING) {
            pruner.begin();
        }
    }

    /** While the file is being opened. */
    private JobCodec codecOf(Builder setup) {
        try {
            return setup.types.build();
        } catch (RuntimeException | Error failure) {
            journal.giveUp();
            throw failure;
        }
    }

    private void publishAndPrune(List<EventRow> committed) {
        feed.publish(committed);
        pruner.saw(committed);
    }

    /** Whoever waits or listens is told at once; whoever asks for something, when he asks. */
    private void broke(JobException reason) {
        ends.close(reason);
        feed.fail(reason);
    }

    // Dispatching ----------------------------------------------------------------------------------------------------

    @Override
    public <R> Mono<JobHandle<R>> dispatch(Job<R> job, DispatchOptions options) {
        return Mono.defer(() -> {
            boolean idle = journal.expectRequest();
            DispatchOptions kept = kept(options);
            return dispatch(prepare(job, kept), kept, codec.resultOf(job.getClass()), idle);
        });
    }

    @Override
    public Mono<JobHandle<Object>> dispatch(String type, String params, DispatchOptions options) {
        return Mono.defer(() -> {
            boolean idle = journal.expectRequest();
            RegisteredType<?, ?> known = codec.typeNamed(type);
            DispatchOptions kept = kept(options);
            return dispatch(prepare(known, codec.normalise(known, params), kept), kept, known.result(), idle);
        });
    }

    /** @param idle whether the engine has nothing else to do, so that the job's handler will be the next to begin */
    private <R> Mono<JobHandle<R>> dispatch(NewJob job, DispatchOptions options, Type result, boolean idle) {
        return dispatches
                .make(dispatch(job, options), idle && job.dueAt() == null ? () -> codec.readAhead(job) : () -> {})
                .map(made -> new EngineHandle<>(this, new JobId(made.id()), made.joined(), result));
    }

    private Command<Dispatched> dispatch(NewJob job, DispatchOptions options) {
        String key = options.requestKey();
        if (key == null) {
            return ledger -> lifecycle.dispatching().dispatch(ledger, job);
        }
        var request = new Request(key, eventCodec.digest(job.type(), job.params(), options));
        return ledger -> lifecycle.dispatching().dispatch(ledger, job, request);
    }

    /** What a host dispatches itself is kept, whoever waits for it. */
    private static DispatchOptions kept(DispatchOptions options) {
        return options.lastWaiter().linger() == null ? options : options.withLastWaiter(LastWaiter.keep());
    }

    private NewJob prepare(Job<?> job, DispatchOptions options) {
        return prepare(codec.typeOf(job), codec.write("The job", job), options);
    }

    private NewJob prepare(RegisteredType<?, ?> type, String params, DispatchOptions options) {
        String queue = options.queue() == null ? type.queue() : options.queue();
        if (!queues.has(queue)) {
            throw EngineErrors.unknownQueue(queue, queues.names());
        }
        return new NewJob(
                type.name(),
                type.version(),
                params,
                queue,
                options.priority(),
                options.uniqueKey(),
                dueAt(options),
                null,
                null,
                eventCodec.options(options),
                eventCodec.labels(options.labels()));
    }

    private @Nullable Long dueAt(DispatchOptions options) {
        Instant now = time.now();
        Duration delay = options.delay();
        Instant start = delay == null ? options.startAt() : now.plus(delay);
        return start == null || !start.isAfter(now) ? null : (Long) start.toEpochMilli();
    }

    @Override
    public <R> JobHandle<R> handle(JobId id, Class<? extends Job<R>> type) {
        return new EngineHandle<>(this, id, false, codec.resultOf(type));
    }

    // Steering -------------------------------------------------------------------------------------------------------

    @Override
    public Mono<Void> pause(JobId id) {
        return steer(ledger -> {
            lifecycle.steering().pause(ledger, id.value());
            return id;
        });
    }

    @Override
    public Mono<Void> resume(JobId id) {
        return steer(ledger -> {
            lifecycle.steering().resume(ledger, id.value());
            return id;
        });
    }

    @Override
    public Mono<Void> cancel(JobId id, String reason) {
        return steer(ledger -> {
            lifecycle.steering().cancel(ledger, id.value(), reason);
            return id;
        });
    }

    @Override
    public Mono<Void> retry(JobId id) {
        return steer(ledger -> {
            lifecycle.steering().retry(ledger, id.value());
            return id;
        });
    }

    private Mono<Void> steer(Command<JobId> command) {
        return ask(command).then();
    }

    /** Answers on a delivering thread, so that the host's code never holds up the journal. */
    private <T> Reply<T> delivering(MonoSink<T> sink) {
        return new Reply<>() {
            @Override
            public void done(T value) {
                deliveries.execute(() -> sink.success(value));
            }

            @Override
            public void failed(Throwable failure) {
                deliveries.execute(() -> sink.error(failure));
            }
        };
    }

    // Results --------------------------------------------------------------------------------------------------------

    <R> Mono<R> resultOf(JobId id, Type type) {
        return Mono.create(sink -> {
            var watcher = new ResultWatcher<R>(id, type, sink);
            sink.onDispose(() -> ends.remove(id.value(), watcher));
            journal.submit(ledger -> findEnd(ledger, id, watcher), new Reply<Optional<EventRow>>() {
                @Override
                public void done(Optional<EventRow> end) {
                    end.ifPresent(watcher::ended);
                }

                @Override
                public void failed(Throwable failure) {
                    deliveries.execute(() -> sink.error(failure));
                }
            });
        });
    }

    /** The stored end, or a place among those who are told of it: nothing can come between the two. */
    private Optional<EventRow> findEnd(Ledger ledger, JobId id, EndWatch.Watcher watcher) {
        JobRow job = ledger.jobs()
                .find(id.value())
                .orElseThrow(
                        () -> ledger.mayHaveExisted(id.value()) ? EngineErrors.pruned(id) : EngineErrors.notFound(id));
        if (job.standing().state().isLive()) {
            ledger.afterCommit(() -> ends.add(id.value(), watcher));
            return Optional.empty();
        }
        return ledger.events().endOf(id.value());
    }

    private final class ResultWatcher<R> implements EndWatch.Watcher {
        private final JobId id;
        private final Type type;
        private final MonoSink<R> sink;

        ResultWatcher(JobId id, Type type, MonoSink<R> sink) {
            this.id = id;
            this.type = type;
            this.sink = sink;
        }

        @Override
        public void ended(EventRow end) {
            deliveries.execute(() -> {
                try {
                    sink.success(resultIn(end));
                } catch (JobException failure) {
                    sink.error(failure);
                }
            });
        }

        private @Nullable R resultIn(EventRow end) {
            return switch (end.kind()) {
                case COMPLETED -> end.data() == null ? null : codec.read("The job's result", end.data(), type);
                case CANCELLED -> throw EngineErrors.cancelled(id, eventCodec.reason(end));
                case QUARANTINED -> throw EngineErrors.quarantined(id, eventCodec.error(end));
                default -> throw eventCodec.error(end).toException();
            };
        }

        @Override
        public void closed(JobException reason) {
            deliveries.execute(() -> sink.error(reason));
        }
    }

    Flux<Progress> progressOf(JobId id) {
        EventFilter filter = EventFilter.all().ofJob(id);
        return Flux.defer(() -> {
            long cursor = feed.newest();
            Flux<Progress> live = feed.after(filter, cursor)
                    .takeUntil(JobEngine::isEnd)
                    .ofType(JobEvent.JobProgressed.class)
                    .map(JobEvent.JobProgressed::progress);
            return find(id).switchIfEmpty(missing(id))
                    .flatMapMany(view -> Flux.concat(
                            Mono.justOrEmpty(view.progress()),
                            view.state().isLive() ? live.concatWith(lastProgress(id)) : Flux.empty()))
                    .distinctUntilChanged();
        });
    }

    /** Why there is no such job: it was never there, or it has been removed. */
    <T> Mono<T> missing(JobId id) {
        return Mono.<Boolean>create(
                        sink -> journal.submit(ledger -> ledger.mayHaveExisted(id.value()), delivering(sink)))
                .flatMap(known -> Mono.error(known ? EngineErrors.pruned(id) : EngineErrors.notFound(id)));
    }

    private Mono<Progress> lastProgress(JobId id) {
        return find(id).flatMap(view -> Mono.justOrEmpty(view.progress()));
    }

    private static boolean isEnd(JobEvent event) {
        return switch (event.kind()) {
            case COMPLETED, FAILED, CANCELLED, QUARANTINED -> true;
            case SCHEDULED, QUEUED, STARTED, WAITING, RETRYING, STOPPING, PAUSED, RESUMED, PROGRESSED, LOGGED -> false;
        };
    }

    // History --------------------------------------------------------------------------------------------------------

    @Override
    public Mono<Void> remove(JobId id) {
        return steer(ledger -> {
            pruner.remove(ledger, id.value());
            return id;
        });
    }

    @Override
    public Mono<Long> remove(JobQuery query) {
        return endedPage(query)
                .expand(page -> {
                    String next = page.next();
                    return next == null ? Mono.empty() : endedPage(query.after(next));
                })
                .concatMap(page -> remove(page.items()))
                .reduce(0L, Long::sum);
    }

    private Mono<Page<Long>> endedPage(JobQuery query) {
        return read(reader -> views.endedPage(reader, query));
    }

    private Mono<Long> remove(List<Long> jobs) {
        return Mono.create(
                sink -> journal.request(ledger -> (long) pruner.removeWhatCanGo(ledger, jobs), delivering(sink)));
    }

    @Override
    public Mono<Void> backup(Path target) {
        return journal.backup(target).publishOn(onDeliveries);
    }

    // Looking --------------------------------------------------------------------------------------------------------

    @Override
    public Mono<JobView> find(JobId id) {
        return read(reader -> views.find(reader, id)).flatMap(Mono::justOrEmpty);
    }

    @Override
    public Mono<Page<JobView>> list(JobQuery query) {
        return read(reader -> views.list(reader, query));
    }

    @Override
    public Mono<Long> count(JobQuery query) {
        return read(reader -> views.count(reader, query));
    }

    @Override
    public Mono<JobTree> tree(JobId id) {
        return read(reader -> views.tree(reader, id))
                .flatMap(tree ->
                        tree.<Mono<JobTree>>map(Mono::just).orElseGet(() -> Mono.error(EngineErrors.notFound(id))));
    }

    @Override
    public Flux<LogLine> logs(JobId id, long after) {
        int page = 500;
        return read(reader -> reader.logs().after(id.value(), after, page))
                .expand(lines -> lines.size() < page
                        ? Mono.empty()
                        : read(reader -> reader.logs()
                                .after(id.value(), lines.get(lines.size() - 1).seq(), page)))
                .concatMapIterable(Function.<List<LogLine>>identity());
    }

    @Override
    public JobQueues queues() {
        return queueControls;
    }

    /** Asks the journal itself, in the order of all that it is asked. */
    <T> Mono<T> ask(Command<T> command) {
        return Mono.create(sink -> journal.request(command, delivering(sink)));
    }

    <T> Mono<T> read(Function<Reader, T> query) {
        return journal.read(query).publishOn(onDeliveries);
    }

    @Override
    public Flux<JobEvent> events() {
        return feed.fromNow(EventFilter.all());
    }

    @Override
    public Flux<JobEvent> events(EventFilter filter, long afterSeq) {
        return feed.after(filter, afterSeq);
    }

    /** The stored lifecycle events so far, without what comes. For test kits. */
    public Mono<List<JobEvent>> history(EventFilter filter) {
        return read(reader -> feed.allStored(reader, filter));
    }

    /** How many changes are not written yet. For test kits, and for whoever watches the load. */
    public int unwritten() {
        return journal.unwritten();
    }

    /** Whether anything is under way that needs no time to pass. For test kits. */
    public boolean isBusy() {
        return unwritten() > 0 || workers.isBusy() || blocking.isBusy();
    }

    // The end --------------------------------------------------------------------------------------------------------

    /**
     * Asks running jobs to stop, waits for them through the grace period, and gives the file back. What was running goes
     * on at the next start by itself; what a user paused stays paused.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        if (!faults.breaks(Guarantee.G11)) {
            var quiet = new CountDownLatch(1);
            runner.stop(quiet::countDown);
            faults.reach(Point.IN_SHUTDOWN);
            awaitQuiet(quiet);
        }
        journal.close();
        letGo();
    }

    /**
     * Lets go of everything at once, as the end of the process would: nothing more is written and no handler is asked to
     * stop. For tests of what the next start makes of it.
     */
    public void abandon() {
        if (closed.compareAndSet(false, true)) {
            journal.kill();
            letGo();
        }
    }

    private void letGo() {
        letGo.set(true);
        ends.close(EngineErrors.closedMeanwhile());
        feed.close();
        workers.close();
        blocking.close();
        if (ownTime != null) {
            ownTime.close();
        }
        deliveries.close();
    }

    /**
     * Both grace periods and a little more: whoever is not gone by then never will be, or the disk does not take his end.
     * What still counts as running goes on at the next start like after a crash.
     */
    private void awaitQuiet(CountDownLatch quiet) {
        long deadline = System.nanoTime() + grace.multipliedBy(2).plusSeconds(5).toNanos();
        boolean interrupted = false;
        while (true) {
            try {
                if (!quiet.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    LOG.warn("Not all jobs could be stopped in good order; those go on at the next start");
                }
                break;
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Somebody else's time goes on when this engine has ended; its alarms do not. */
    private record WhileOpen(TimeSource lent, AtomicBoolean over) implements TimeSource {
        @Override
        public Instant now() {
            return lent.now();
        }

        @Override
        public long nanos() {
            return lent.nanos();
        }

        @Override
        public Disposable after(Duration delay, Runnable task) {
            return lent.after(delay, whileOpen(task));
        }

        @Override
        public Disposable at(long nanos, Runnable task) {
            return lent.at(nanos, whileOpen(task));
        }

        private Runnable whileOpen(Runnable task) {
            return () -> {
                if (!over.get()) {
                    task.run();
                }
            };
        }
    }

    /** What handlers share with hosts. */
    private final class HandlerAccess implements Access {
        @Override
        public NewJob prepare(Job<?> job, DispatchOptions options) {
            String requestKey = options.requestKey();
            if (requestKey != null) {
                throw EngineErrors.requestKeyInHandler(requestKey);
            }
            return JobEngine.this.prepare(job, options);
        }

        @Override
        public <R> JobHandle<R> handle(JobId id, boolean joined, Type result) {
            return new EngineHandle<>(JobEngine.this, id, joined, result);
        }

        @Override
        public Type resultOf(JobHandle<?> handle) {
            if (handle instanceof EngineHandle<?> own) {
                return own.resultType();
            }
            throw new IllegalArgumentException("not a handle of this engine: " + handle);
        }
    }

    /** What an engine is made of. Only the database is required. */
    public static final class Builder {
        private final JobCodec.Builder types = new JobCodec.Builder();
        private final Map<String, Integer> queues = new TreeMap<>();
        private @Nullable Path database;
        private Durability durability = Durability.NORMAL;
        private Duration grace = Duration.ofSeconds(10);
        private int crashLimit = 3;
        private History history = History.usual();
        private Runs runs = Runs.ALL;
        private Faults faults = Faults.NONE;
        private @Nullable TimeSource time;

        private Builder() {
            queues.put(Queues.DEFAULT, Runtime.getRuntime().availableProcessors());
        }

        /** The file that holds the jobs; made where it does not exist. Not the host's own database. */
        public Builder database(Path file) {
            database = file;
            return this;
        }

        /** How many jobs of a queue may run at once. There is always a queue called {@code default}. */
        public Builder queue(String name, int slots) {
            if (slots < 1) {
                throw new IllegalArgumentException("queue %s needs at least one slot, was %d".formatted(name, slots));
            }
            queues.put(name, slots);
            return this;
        }

        public <J extends Job<R>, R> Builder handler(Class<J> job, JobHandler<J, R> handler) {
            types.add(job, handler);
            return this;
        }

        /**
         * Lets jobs of a type run that were stored in an older version of it. Versions are passed one by one: from 1 to 3
         * takes an upcaster from 1 and one from 2.
         */
        public Builder upcaster(String type, int fromVersion, Upcaster upcaster) {
            types.upcaster(type, fromVersion, upcaster);
            return this;
        }

        /** What a committed change survives; by default the end of the process, but not every power cut. */
        public Builder durability(Durability wanted) {
            durability = wanted;
            return this;
        }

        /** How long a handler has to end when it is asked to, before it is made to. */
        public Builder grace(Duration period) {
            if (period.isNegative()) {
                throw new IllegalArgumentException("a grace period is not negative, was " + period);
            }
            grace = period;
            return this;
        }

        /** How often in a row the process may end under a job that stores nothing, before it fails; 0 for any number. */
        public Builder crashLimit(int times) {
            if (times < 0) {
                throw new IllegalArgumentException("a crash limit is not negative, was " + times);
            }
            crashLimit = times;
            return this;
        }

        /** How much is kept of what has ended; by default {@link History#usual()}. */
        public Builder history(History kept) {
            history = kept;
            return this;
        }

        /** Which jobs are started; by default {@link Runs#ALL}. */
        public Builder run(Runs which) {
            runs = which;
            return this;
        }

        /** How large the JSON of a job, a result, a step or a checkpoint may be. */
        public Builder payloadLimit(int bytes) {
            types.payloadLimit(bytes);
            return this;
        }

        /** For test kits: what goes wrong on purpose. */
        public Builder faults(Faults wanted) {
            faults = wanted;
            return this;
        }

        /** For test kits: another time than the machine's. */
        public Builder time(TimeSource source) {
            time = source;
            return this;
        }

        /**
         * Opens the store and starts what is queued, or as much of it as was said.
         *
         * @throws JobException when the store cannot be used, saying why and what to do
         */
        public JobEngine start() {
            if (database == null) {
                throw new IllegalArgumentException("an engine needs a database: builder().database(file)");
            }
            return new JobEngine(this, database);
        }
    }
}
