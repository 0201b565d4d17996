package io.headwater.testkit.storm;

import io.headwater.core.History;
import io.headwater.testkit.TestEngine;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * What a storm's seed decides before it begins.
 *
 * @param seed by which a storm is told from others, and repeated
 * @param slots the queues and their slots
 * @param reentry whether handlers are run again from the top whenever that may be
 * @param silent whether live subscribers hear nothing
 * @param obedient whether handlers end by themselves when they are asked to
 * @param timed whether jobs have time limits
 * @param scarce whether event numbers run out all the time, so that transactions are undone and done again
 * @param tidy whether what has ended is removed by the host, and soon pruned
 */
record Weather(
        long seed,
        Map<String, Integer> slots,
        boolean reentry,
        boolean silent,
        boolean obedient,
        boolean timed,
        boolean scarce,
        boolean tidy) {
    /** For how long a tidy engine keeps what has ended. */
    static final Duration KEPT = Duration.ofSeconds(20);

    static Weather of(long seed) {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L);
        var slots = new TreeMap<String, Integer>();
        slots.put("default", 1 + random.nextInt(3));
        slots.put("side", 1);
        return new Weather(
                seed,
                slots,
                random.nextInt(4) == 0,
                random.nextInt(6) == 0,
                random.nextInt(3) == 0,
                random.nextInt(4) == 0,
                random.nextInt(4) == 0,
                random.nextInt(3) == 0);
    }

    /** For a storm that reads at its end what has happened to all jobs. */
    Weather untidy() {
        return new Weather(seed, slots, reentry, silent, obedient, timed, scarce, false);
    }

    /** The dice of the storm itself. */
    Random dice() {
        return new Random(seed * 0xD1342543DE82EF95L + 1);
    }

    TestEngine begin(Stage stage) {
        TestEngine.Builder builder =
                TestEngine.builder().handler(Act.class, stage).crashLimit(0);
        slots.forEach(builder::queue);
        if (reentry) {
            builder.forcedReentry();
        }
        if (silent) {
            builder.liveBusOff();
        }
        if (scarce) {
            builder.scarceNumbers();
        }
        if (tidy) {
            builder.history(History.keep(Integer.MAX_VALUE, KEPT));
        }
        TestEngine engine = builder.start();
        stage.open(engine.jobs());
        return engine;
    }
}
