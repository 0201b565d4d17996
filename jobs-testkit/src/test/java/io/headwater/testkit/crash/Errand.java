package io.headwater.testkit.crash;

import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.Job;
import io.headwater.jobs.JobType;
import io.headwater.jobs.RetryPolicy;
import io.headwater.jobs.UniqueKey;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A job of the crash lab. What it results in follows from what it is, so that a judge who sees only the store knows it.
 *
 * @param number its own, except that a {@link Trade#SHARED} errand's is its unique key
 */
@JobType(name = "crash.errand", title = "Errand")
record Errand(Trade trade, long number) implements Job<String> {
    /** Another queue than {@code default}, for what is shared. */
    static final String SERVICE = "service";

    /** How many different {@link Trade#SHARED} errands there are. */
    static final int KEYS = 4;

    private static final Pattern TRADE = Pattern.compile("\"trade\":\"([A-Z]+)\"");
    private static final Pattern NUMBER = Pattern.compile("\"number\":(\\d+)");

    /** What an errand does. */
    enum Trade {
        /** Ends at once. */
        PLAIN,
        /** Takes a while. */
        SLOW,
        /** Takes a while, under a unique key. */
        SHARED,
        /** Awaits children, then a shared errand. */
        FAMILY,
        /** Dispatches children and does not wait for them. */
        STARTER,
        /** Writes one checkpoint after the other. */
        SCRIBE,
        /** Goes step by step. */
        MASON,
        /** Takes a step, fails twice, and is tried again by its policy. */
        STUBBORN,
        /** Fails once; whoever dispatched it tries it again. */
        BROKEN,
        /** Goes on until it is cancelled. */
        ENDLESS,
        /** Goes on until its timeout. */
        MAYFLY;

        /** How many attempts it has had when it has ended. */
        int attempts() {
            return switch (this) {
                case PLAIN, SLOW, SHARED, FAMILY, STARTER, SCRIBE, MASON, ENDLESS, MAYFLY -> 1;
                case BROKEN -> 2;
                case STUBBORN -> 3;
            };
        }
    }

    static Errand shared(long number) {
        return new Errand(Trade.SHARED, number % KEYS);
    }

    /** Reads what a store keeps of an errand. */
    static Errand parse(String params) {
        Matcher trade = TRADE.matcher(params);
        Matcher number = NUMBER.matcher(params);
        if (!trade.find() || !number.find()) {
            throw new AssertionError("not an errand: " + params);
        }
        return new Errand(Trade.valueOf(trade.group(1)), Long.parseLong(number.group(1)));
    }

    String outcome() {
        return trade + "-" + number;
    }

    DispatchOptions options() {
        DispatchOptions ordinary = DispatchOptions.defaults();
        return switch (trade) {
            case PLAIN, SLOW, FAMILY, STARTER, SCRIBE, MASON, BROKEN, ENDLESS -> ordinary;
            case SHARED -> ordinary.withQueue(SERVICE).withUniqueKey(UniqueKey.global("key " + number));
            case STUBBORN ->
                ordinary.withRetry(
                        RetryPolicy.defaults().withRetries(2).withRest(Duration.ofMillis(5), Duration.ofMillis(10)));
            case MAYFLY -> ordinary.withTimeout(Duration.ofMillis(120));
        };
    }
}
