package io.headwater.testkit.crash;

import io.headwater.jobs.JobContext;
import io.headwater.jobs.JobHandler;
import io.headwater.testkit.crash.Errand.Trade;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Carries out errands, and reports what the engine acknowledges meanwhile. */
final class Errands implements JobHandler<Errand, String> {
    private final Report report;

    Errands(Report report) {
        this.report = report;
    }

    @Override
    public Mono<String> run(Errand errand, JobContext context) {
        return work(errand, context).thenReturn(errand.outcome());
    }

    private Mono<?> work(Errand errand, JobContext context) {
        return switch (errand.trade()) {
            case PLAIN -> Mono.empty();
            case SLOW -> rest(context, 25);
            case SHARED -> rest(context, 40);
            case FAMILY -> awaitChildren(errand, context).then(awaitShared(errand, context));
            case STARTER ->
                context.dispatch(child(errand, Trade.PLAIN, 8)).then(context.dispatch(child(errand, Trade.SLOW, 9)));
            case SCRIBE -> write(context);
            case MASON ->
                step(context, "dig")
                        .then(rest(context, 5))
                        .then(step(context, "lay"))
                        .then(rest(context, 5))
                        .then(step(context, "roof"));
            case STUBBORN -> step(context, "try").then(failsBefore(3, context));
            case BROKEN -> failsBefore(2, context);
            case ENDLESS, MAYFLY -> context.interruptible(Mono.never());
        };
    }

    private static Mono<?> rest(JobContext context, long millis) {
        return context.interruptible(Mono.delay(Duration.ofMillis(millis)));
    }

    private static Errand child(Errand parent, Trade trade, long place) {
        return new Errand(trade, parent.number() * 10 + place);
    }

    private static Mono<?> awaitChildren(Errand errand, JobContext context) {
        List<Errand> children = LongStream.range(0, 3)
                .mapToObj(place -> child(errand, place == 0 ? Trade.SLOW : Trade.PLAIN, place))
                .toList();
        return context.awaitAll(children)
                .flatMap(results ->
                        same(results, children.stream().map(Errand::outcome).toList()));
    }

    private static Mono<?> awaitShared(Errand errand, JobContext context) {
        Errand shared = Errand.shared(errand.number());
        return context.await(shared, shared.options()).flatMap(result -> same(result, shared.outcome()));
    }

    private static <T> Mono<T> same(T actual, T expected) {
        return actual.equals(expected)
                ? Mono.just(actual)
                : Mono.error(new IllegalStateException("got %s instead of %s".formatted(actual, expected)));
    }

    private Mono<?> write(JobContext context) {
        return context.restore(Mark.class)
                .defaultIfEmpty(Mark.of(context.id().value(), 0))
                .flatMap(mark -> same(mark, Mark.of(context.id().value(), mark.count())))
                .doOnNext(mark -> report.say(Fact.Kind.RESTORED, context.id(), mark.count()))
                .flatMap(mark -> context.interruptible(Flux.range(mark.count() + 1, Mark.LAST - mark.count())
                                .concatMap(count -> mark(context, count)))
                        .then());
    }

    private Mono<Void> mark(JobContext context, int count) {
        return Mono.delay(Duration.ofMillis(2))
                .then(context.checkpoint(Mark.of(context.id().value(), count)))
                .doOnSuccess(unused -> report.say(Fact.Kind.MARKED, context.id(), count));
    }

    /** What a step results in differs whenever it is done, so that one that was done twice shows. */
    private Mono<?> step(JobContext context, String name) {
        Mono<String> work = Mono.fromSupplier(
                () -> Long.toHexString(ThreadLocalRandom.current().nextLong()));
        return context.step(name, String.class, work)
                .doOnNext(value -> report.say(Fact.Kind.STEP, context.id(), name, value));
    }

    private static Mono<?> failsBefore(int attempt, JobContext context) {
        return context.attempt() < attempt ? Mono.error(new IllegalStateException("fails on purpose")) : Mono.empty();
    }
}
