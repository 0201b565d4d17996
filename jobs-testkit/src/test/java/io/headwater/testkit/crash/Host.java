package io.headwater.testkit.crash;

import io.headwater.core.JobEngine;
import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobQuery;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobView;
import io.headwater.testkit.crash.Errand.Trade;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What a host does with its engine between two ends of its process: many stories at once, each told again and again, and
 * those that an earlier process left in the middle are told to their end.
 */
final class Host {
    private static final JobState[] LIVE = {
        JobState.SCHEDULED, JobState.QUEUED, JobState.RUNNING, JobState.WAITING, JobState.PAUSED
    };
    private static final Set<ErrorCode> ORDINARY_FAILURES =
            Set.of(ErrorCode.CANCELLED, ErrorCode.JOB_TIMEOUT, ErrorCode.HANDLER_ERROR);

    private final JobEngine engine;
    private final Report report;
    private final long seed;
    private final AtomicLong numbers;
    private volatile boolean closing;

    /** @param numbers of errands, never used before */
    Host(JobEngine engine, Report report, long seed, AtomicLong numbers) {
        this.engine = engine;
        this.report = report;
        this.seed = seed;
        this.numbers = numbers;
    }

    /** Goes on until the engine is closed. */
    Mono<Void> tellStories() {
        List<Function<Random, Mono<Void>>> stories = List.of(
                random -> dispatched(Trade.PLAIN),
                random -> dispatched(Trade.PLAIN),
                random -> dispatched(Trade.SHARED),
                random -> dispatched(Trade.SHARED),
                random -> dispatched(Trade.FAMILY),
                random -> dispatched(Trade.FAMILY),
                random -> dispatched(Trade.STARTER),
                random -> dispatched(Trade.SCRIBE),
                random -> dispatched(Trade.MASON),
                random -> dispatched(Trade.STUBBORN),
                random -> dispatched(Trade.MAYFLY),
                this::delayed,
                random -> paused(Trade.SCRIBE, random),
                random -> paused(Trade.SCRIBE, random),
                random -> paused(Trade.FAMILY, random),
                random -> brokenAndRetried(),
                this::cancelled);
        return Flux.range(0, stories.size())
                .flatMap(place -> again(stories.get(place), new Random(seed + place)), stories.size())
                .mergeWith(goOn(new Random(seed)).onErrorResume(this::note))
                .then();
    }

    /** From now on it is no wonder when the engine refuses something. */
    void expectClose() {
        closing = true;
    }

    private Flux<Void> again(Function<Random, Mono<Void>> story, Random random) {
        return Mono.defer(() -> between(random, 0, 30).then(story.apply(random)))
                .repeat(() -> !closing)
                .onErrorResume(this::note);
    }

    private Mono<Void> note(Throwable failure) {
        if (!closing) {
            report.say(Fact.Kind.WRONG, String.valueOf(failure).replace('\n', ' '));
        }
        return Mono.empty();
    }

    private static Mono<Long> between(Random random, int least, int most) {
        return Mono.delay(Duration.ofMillis(least + random.nextInt(most - least)));
    }

    // Stories --------------------------------------------------------------------------------------------------------

    private Mono<Void> dispatched(Trade trade) {
        return dispatch(trade).flatMap(this::awaitEnd);
    }

    private Mono<Void> delayed(Random random) {
        Errand errand = next(Trade.PLAIN);
        Duration delay = Duration.ofMillis(1 + random.nextInt(300));
        return dispatch(errand, errand.options().withDelay(delay)).flatMap(this::awaitEnd);
    }

    /** Sometimes it is left to whoever comes after this process. */
    private Mono<Void> paused(Trade trade, Random random) {
        return dispatch(trade)
                .flatMap(handle -> beforePause(handle, random)
                        .then(pause(handle))
                        .then(between(random, 0, 40))
                        .then(Mono.defer(() -> random.nextInt(10) < 3
                                ? Mono.empty()
                                : resume(handle).then(awaitEnd(handle)))));
    }

    /** Every second one is surely at work by then, however long the machine lets it queue. */
    private static Mono<?> beforePause(JobHandle<String> handle, Random random) {
        return random.nextBoolean() ? between(random, 0, 60) : begun(handle).then(between(random, 0, 20));
    }

    private static Mono<JobState> begun(JobHandle<String> handle) {
        return handle.state()
                .repeatWhen(looks -> looks.delayElements(Duration.ofMillis(5)))
                .takeUntil(state -> state != JobState.QUEUED)
                .last();
    }

    private Mono<Void> brokenAndRetried() {
        return dispatch(Trade.BROKEN)
                .flatMap(handle -> awaitEnd(handle).then(retry(handle)).then(awaitEnd(handle)));
    }

    private Mono<Void> cancelled(Random random) {
        return dispatch(Trade.ENDLESS)
                .flatMap(handle -> between(random, 0, 60).then(cancel(handle)).then(awaitEnd(handle)));
    }

    private Mono<JobHandle<String>> dispatch(Trade trade) {
        return Mono.defer(() -> {
            Errand errand = next(trade);
            return dispatch(errand, errand.options());
        });
    }

    private Errand next(Trade trade) {
        long number = numbers.incrementAndGet();
        return trade == Trade.SHARED ? Errand.shared(number) : new Errand(trade, number);
    }

    private Mono<JobHandle<String>> dispatch(Errand errand, DispatchOptions options) {
        return engine.dispatch(errand, options)
                .doOnNext(handle -> report.say(Fact.Kind.DISPATCHED, handle.id(), errand.trade(), errand.number()));
    }

    // After another process ------------------------------------------------------------------------------------------

    /** Each says for itself what went wrong: of several that a close ends at once, a merge passes on one and drops the rest. */
    private Mono<Void> goOn(Random random) {
        return all(JobQuery.all().inState(LIVE[0], LIVE))
                .filter(view -> view.parent() == null)
                .flatMap(view -> goOn(view, random.nextBoolean()).onErrorResume(this::note), 256)
                .then();
    }

    private Mono<Void> goOn(JobView view, boolean resumes) {
        JobHandle<String> handle = engine.handle(view.id(), Errand.class);
        Trade trade = Errand.parse(view.params()).trade();
        if (trade == Trade.ENDLESS) {
            return cancel(handle).then(awaitEnd(handle));
        }
        if (trade == Trade.BROKEN && view.attempt() == 1) {
            return awaitEnd(handle).then(retry(handle)).then(awaitEnd(handle));
        }
        if (view.state() != JobState.PAUSED) {
            return awaitEnd(handle);
        }
        return resumes ? resume(handle).then(awaitEnd(handle)) : Mono.empty();
    }

    /** Brings every job to its end; completes when there is none left. */
    Mono<Void> finish() {
        return all(JobQuery.all())
                .filter(view -> view.parent() == null)
                .filter(view -> view.state().isLive() || failedOnce(view))
                .flatMap(view -> goOn(view, true), 256)
                .then(Mono.defer(() -> engine.count(JobQuery.all().inState(LIVE[0], LIVE)))
                        .repeatWhen(rounds -> rounds.delayElements(Duration.ofMillis(20)))
                        .takeUntil(live -> live == 0)
                        .then());
    }

    private static boolean failedOnce(JobView view) {
        return view.state() == JobState.FAILED && Errand.parse(view.params()).trade() == Trade.BROKEN;
    }

    private Flux<JobView> all(JobQuery query) {
        return engine.list(query.withLimit(200))
                .expand(page -> page.next() == null
                        ? Mono.empty()
                        : engine.list(query.withLimit(200).after(page.next())))
                .concatMapIterable(page -> page.items());
    }

    // What is asked, and what is acknowledged ------------------------------------------------------------------------

    private Mono<Void> awaitEnd(JobHandle<String> handle) {
        return handle.result()
                .switchIfEmpty(Mono.error(() -> new IllegalStateException("no result of " + handle.id())))
                .doOnNext(result -> report.say(Fact.Kind.COMPLETED, handle.id(), result))
                .onErrorResume(
                        failure -> failure instanceof JobException known && ORDINARY_FAILURES.contains(known.code()),
                        failure -> Mono.fromRunnable(
                                () -> report.say(Fact.Kind.FAILED, handle.id(), ((JobException) failure).code())))
                .then();
    }

    private Mono<Void> pause(JobHandle<String> handle) {
        return ask(handle, Fact.Kind.PAUSING, handle.pause(), Fact.Kind.PAUSED);
    }

    private Mono<Void> resume(JobHandle<String> handle) {
        return ask(handle, Fact.Kind.RESUMING, handle.resume(), Fact.Kind.RESUMED);
    }

    private Mono<Void> cancel(JobHandle<String> handle) {
        return ask(handle, Fact.Kind.CANCELLING, handle.cancel(), Fact.Kind.CANCELLED);
    }

    private Mono<Void> retry(JobHandle<String> handle) {
        return ask(handle, Fact.Kind.RETRYING, engine.retry(handle.id()), Fact.Kind.RETRIED);
    }

    /** A job that has ended meanwhile may refuse. */
    private Mono<Void> ask(JobHandle<String> handle, Fact.Kind before, Mono<Void> command, Fact.Kind after) {
        return Mono.<Void>fromRunnable(() -> report.say(before, handle.id()))
                .then(command)
                .then(Mono.<Void>fromRunnable(() -> report.say(after, handle.id())))
                .onErrorResume(
                        failure -> failure instanceof JobException known
                                && known.code().equals(ErrorCode.ILLEGAL_STATE),
                        failure -> Mono.empty());
    }
}
