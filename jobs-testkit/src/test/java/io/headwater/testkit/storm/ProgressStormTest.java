package io.headwater.testkit.storm;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.Job;
import io.headwater.jobs.JobContext;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobType;
import io.headwater.jobs.Progress;
import io.headwater.jobs.Progress.Unit;
import io.headwater.jobs.UniqueKey;
import io.headwater.testkit.TestEngine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Random trees with shared parts, and what is shown of them beside what the sum, added up anew each time, would be. */
@Tag("G10")
class ProgressStormTest {
    private static final int STEPS = 40;
    private static final double[] WEIGHTS = {0, 0.5, 1, 3, 10};
    /** A move of less than a thousandth need not be shown, on each level. */
    private static final double TOLERANCE = 0.01;

    @JobType(name = "test.node")
    record Node(int number) implements Job<String> {}

    /** What a handler is to do next. */
    private sealed interface Order {}

    private record Report(int percent) implements Order {}

    private record Dispatch(int number, double weight, boolean shared) implements Order {}

    private record End(boolean well) implements Order {}

    /** The sum of the contract, written down as it stands there. */
    private static final class Model {
        private final Map<Integer, Double> parts = new LinkedHashMap<>();
        private @Nullable Double own;
        private boolean ended;
        private boolean whole;
        private double shown;

        /** Those below come first. */
        private double next(Map<Integer, Model> all) {
            double weight = 0;
            double done = 0;
            for (Map.Entry<Integer, Double> part : parts.entrySet()) {
                weight += part.getValue();
                Model below = all.get(part.getKey());
                done += part.getValue() * (below.whole ? 1 : below.shown);
            }
            double mine = own == null ? 0 : own;
            return weight == 0 ? mine : (mine + done) / (1 + weight);
        }
    }

    private final Map<Integer, Sinks.Many<Order>> orders = new ConcurrentHashMap<>();
    /** What a handler that is run again repeats. */
    private final Map<Integer, List<Dispatch>> dispatched = new ConcurrentHashMap<>();

    private final Map<Integer, JobId> ids = new ConcurrentHashMap<>();
    private final Map<Integer, Model> models = new HashMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void P3_every_bar_is_the_weighted_sum_and_never_goes_back_over_failures_joins_and_crashes(long seed) {
        var random = new Random(seed);
        try (TestEngine engine = TestEngine.builder()
                .queue("default", 64)
                .crashLimit(0)
                .handler(Node.class, (node, context) -> play(node.number(), context))
                .start()) {
            begin(0);
            ids.put(0, engine.dispatch(new Node(0)).id());
            engine.until(ids.get(0), JobState.RUNNING);
            var told = new ArrayList<String>();
            for (int step = 0; step < STEPS; step++) {
                told.add(step(engine, random));
                compare(engine, "seed " + seed + ", " + told);
            }
        }
    }

    private String step(TestEngine engine, Random random) {
        List<Integer> live = models.keySet().stream()
                .filter(number -> !models.get(number).ended)
                .toList();
        int number = live.get(random.nextInt(live.size()));
        Model model = models.get(number);
        int choice = random.nextInt(12);
        if (choice == 0) {
            engine.advance(Duration.ofSeconds(2)); // what was shown is stored, at the latest now
            engine.settle();
            live.forEach(this::begin);
            engine.crash();
            live.forEach(one -> engine.until(ids.get(one), JobState.RUNNING));
            return "crash";
        }
        if (choice <= 2 && number > 0) {
            boolean well = choice == 1;
            model.ended = true;
            model.whole = well;
            if (well
                    && model.parts.values().stream()
                                    .mapToDouble(weight -> weight)
                                    .sum()
                            > 0) {
                model.shown = 1;
            }
            order(number, new End(well));
            engine.until(ids.get(number), well ? JobState.COMPLETED : JobState.FAILED);
            return number + " ends " + (well ? "well" : "badly");
        }
        if (choice <= 6) {
            return dispatch(engine, random, number);
        }
        int percent = random.nextInt(101); // may go back
        model.own = percent / 100.0;
        order(number, new Report(percent));
        return number + " reports " + percent;
    }

    /** Children have higher numbers than their parents, so that no job is below itself; every third is shared. */
    private String dispatch(TestEngine engine, Random random, int parent) {
        List<Integer> shared = models.keySet().stream()
                .filter(other -> other > parent && other % 3 == 2 && !models.get(other).ended)
                .filter(other -> !models.get(parent).parts.containsKey(other))
                .toList();
        boolean joins = !shared.isEmpty() && random.nextBoolean();
        int number = joins ? shared.get(random.nextInt(shared.size())) : models.size();
        var dispatch = new Dispatch(number, WEIGHTS[random.nextInt(WEIGHTS.length)], number % 3 == 2);
        if (!joins) {
            begin(number);
        }
        models.get(parent).parts.put(number, dispatch.weight());
        dispatched.computeIfAbsent(parent, unused -> new CopyOnWriteArrayList<>());
        order(parent, dispatch);
        engine.until("the dispatch", () -> dispatched.get(parent).contains(dispatch));
        engine.until(ids.get(number), JobState.RUNNING);
        return parent + (joins ? " joins " : " dispatches ") + number + " with " + dispatch.weight();
    }

    /** Shown is what the sum comes to, unless more was shown before. */
    private void compare(TestEngine engine, String story) {
        List<Integer> fromBelow =
                models.keySet().stream().sorted((one, other) -> other - one).toList();
        for (int number : fromBelow) {
            Model model = models.get(number);
            if (!model.ended) {
                model.shown = Math.max(model.shown, model.next(models));
            }
        }
        for (int number : fromBelow) {
            Model model = models.get(number);
            var seen = new double[] {-1};
            try {
                engine.until("the bar", () -> {
                    engine.advance(Duration.ofMillis(100));
                    double bar = bar(engine, number);
                    assertThat(bar).as("%d after %s", number, story).isGreaterThanOrEqualTo(seen[0]);
                    seen[0] = bar;
                    return Math.abs(bar - model.shown) < TOLERANCE;
                });
            } catch (AssertionError never) {
                throw new AssertionError(
                        "%d shows %s instead of %s, parts %s, own %s, after %s"
                                .formatted(number, seen[0], model.shown, model.parts, model.own, story),
                        never);
            }
        }
    }

    private static double bar(TestEngine engine, JobId job) {
        Progress progress = engine.view(job).progress();
        Double fraction = progress == null ? null : progress.fraction();
        return fraction == null ? 0 : fraction;
    }

    private double bar(TestEngine engine, int number) {
        return bar(engine, Objects.requireNonNull(ids.get(number)));
    }

    // The handlers ---------------------------------------------------------------------------------------------------

    private void begin(int number) {
        orders.put(number, Sinks.many().unicast().onBackpressureBuffer());
        models.computeIfAbsent(number, unused -> new Model());
    }

    private void order(int number, Order order) {
        orders.get(number).tryEmitNext(order).orThrow();
    }

    private Mono<String> play(int number, JobContext context) {
        List<Dispatch> before = dispatched.computeIfAbsent(number, unused -> new CopyOnWriteArrayList<>());
        return Flux.fromIterable(List.copyOf(before))
                .concatMap(dispatch -> dispatch(context, dispatch))
                .then(context.interruptible(
                                orders.get(number).asFlux().concatMap(order -> carryOut(number, order, context)))
                        .next());
    }

    /** Emits what the handler results in, once it is to end. */
    private Mono<String> carryOut(int number, Order order, JobContext context) {
        if (order instanceof Report report) {
            context.progress(Progress.of(report.percent(), 100, Unit.ITEMS));
            return Mono.empty();
        }
        if (order instanceof Dispatch dispatch) {
            return dispatch(context, dispatch)
                    .doOnNext(handle -> dispatched.get(number).add(dispatch))
                    .then(Mono.empty());
        }
        return ((End) order).well() ? Mono.just("done") : Mono.error(new IllegalStateException("told to fail"));
    }

    private Mono<JobHandle<String>> dispatch(JobContext context, Dispatch dispatch) {
        DispatchOptions options = DispatchOptions.defaults().withWeight(dispatch.weight());
        return context.dispatch(
                        new Node(dispatch.number()),
                        dispatch.shared()
                                ? options.withUniqueKey(UniqueKey.global("node " + dispatch.number()))
                                : options)
                .doOnNext(handle -> ids.put(dispatch.number(), handle.id()));
    }
}
