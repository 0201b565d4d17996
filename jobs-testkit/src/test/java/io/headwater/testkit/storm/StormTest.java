package io.headwater.testkit.storm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random jobs, commands, stops and crashes, from seeds (C03, C04, C05; G2, G3, G5, G8, G10, G17). Half of the seeds go one
 * thing after the other, compared with a model step by step; the other half throw everything at the engine at once.
 *
 * <p>{@code -Dheadwater.storm.seed=7} runs one seed, {@code -Dheadwater.storm.seeds=100000} as many,
 * {@code -Dheadwater.long=true} the many of the long form.
 */
class StormTest {
    private static final boolean LONG = Boolean.getBoolean("headwater.long");
    private static final int THREADS = 3;
    private static final long MOST_MINUTES = LONG ? 170 : 10;
    private static final long FIRST = 1;

    @Test
    @Timeout(value = 3, unit = TimeUnit.HOURS)
    void C04_one_thing_after_the_other_goes_as_the_model_foretells() {
        eachSeed(weather -> SequentialStorm.run(weather, 24));
    }

    @Test
    @Timeout(value = 3, unit = TimeUnit.HOURS)
    void C04_everything_at_once_tells_a_story_that_the_table_allows() {
        eachSeed(weather -> ConcurrentStorm.run(weather.untidy(), 3, 8));
    }

    private static void eachSeed(Consumer<Weather> storm) {
        Long one = Long.getLong("headwater.storm.seed");
        long first = one == null ? FIRST : one;
        long last = one == null ? FIRST + seeds() / 2 - 1 : one;
        var next = new AtomicLong(first);
        var failure = new AtomicReference<Throwable>();
        Set<Long> underWay = ConcurrentHashMap.newKeySet();
        var threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<CompletableFuture<Void>> running = Stream.generate(
                            () -> CompletableFuture.runAsync(() -> rage(storm, next, last, failure, underWay), threads))
                    .limit(THREADS)
                    .toList();
            running.forEach(
                    thread -> thread.orTimeout(MOST_MINUTES, TimeUnit.MINUTES).join());
        } catch (CompletionException hang) {
            throw new AssertionError("a storm hangs; seeds under way: " + underWay, hang);
        } finally {
            threads.shutdownNow();
        }
        assertThat(failure.get()).isNull();
    }

    private static long seeds() {
        return Long.getLong("headwater.storm.seeds", LONG ? 100_000 : 2_000);
    }

    private static void rage(
            Consumer<Weather> storm,
            AtomicLong next,
            long last,
            AtomicReference<Throwable> failure,
            Set<Long> underWay) {
        for (long seed = next.getAndIncrement(); seed <= last && failure.get() == null; seed = next.getAndIncrement()) {
            underWay.add(seed);
            try {
                storm.accept(Weather.of(seed));
                underWay.remove(seed);
            } catch (Throwable thrown) {
                failure.compareAndSet(
                        null,
                        new AssertionError(
                                "seed %d; run it alone with -Dtest=StormTest -Dheadwater.storm.seed=%d%n%s"
                                        .formatted(seed, seed, thrown.getMessage()),
                                thrown));
            }
        }
    }
}
