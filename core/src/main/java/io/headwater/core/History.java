package io.headwater.core;

import java.time.Duration;

/**
 * How much is kept of what has ended. Trees of jobs go as a whole, those first that ended first: when there are more ended
 * jobs than so many, and when they ended so long ago. What a live job needs stays, and so does what is in quarantine.
 *
 * @param jobs how many ended jobs are kept
 * @param age for how long after its end a job is kept
 * @param logLines how many lines of each job's log are kept, the newest; up to a tenth more for a while
 */
public record History(int jobs, Duration age, int logLines) {
    private static final int LOG_LINES = 1_000;

    public History {
        if (jobs < 0 || age.isNegative() || logLines < 1) {
            throw new IllegalArgumentException(
                    "a history has no less than nothing, was %d jobs, %s, %d lines".formatted(jobs, age, logLines));
        }
    }

    public static History keep(int jobs, Duration age) {
        return new History(jobs, age, LOG_LINES);
    }

    /** Ten thousand jobs, for thirty days. */
    public static History usual() {
        return keep(10_000, Duration.ofDays(30));
    }

    /** All jobs, for ever: whoever says so removes what is not needed any more. */
    public static History everything() {
        return keep(Integer.MAX_VALUE, Duration.ofDays(365_000));
    }

    public History withLogLines(int most) {
        return new History(jobs, age, most);
    }

    boolean isBounded() {
        History everything = everything();
        return jobs < everything.jobs || age.compareTo(everything.age) < 0;
    }
}
