package io.headwater.testkit.crash;

import io.headwater.jobs.JobId;
import java.util.List;

/**
 * One line that a child process says: what its engine has acknowledged, or what it is about to ask.
 *
 * @param job 0 where it is about none
 */
record Fact(Kind kind, long job, List<String> words) {
    /** What can be said. Words that end in -ING announce a request, the others tell that it was answered. */
    enum Kind {
        /** The engine has started. */
        OPEN,
        /** A lifecycle event was delivered: its seq and kind. */
        EVENT,
        /** The trade and number of the errand. */
        DISPATCHED,
        /** The handle gave this result. */
        COMPLETED,
        /** The handle failed with this code. */
        FAILED,
        /** The handler's checkpoint with this count was stored. */
        MARKED,
        /** The handler began with the checkpoint of this count. */
        RESTORED,
        /** The step of this name gave this value. */
        STEP,
        PAUSING,
        PAUSED,
        RESUMING,
        RESUMED,
        CANCELLING,
        CANCELLED,
        RETRYING,
        RETRIED,
        /** The process stands still at a named point. */
        PARKED,
        /** All jobs have ended, and so does the process. */
        DONE,
        /** Something happened that never should. */
        WRONG
    }

    Fact {
        words = List.copyOf(words);
    }

    static Fact parse(String line) {
        String[] parts = line.split(" ");
        return new Fact(
                Kind.valueOf(parts[0]), Long.parseLong(parts[1]), List.of(parts).subList(2, parts.length));
    }

    String word(int place) {
        return words.get(place);
    }

    long number(int place) {
        return Long.parseLong(words.get(place));
    }

    String line() {
        return kind + " " + job + (words.isEmpty() ? "" : " " + String.join(" ", words));
    }

    @Override
    public String toString() {
        return job == 0 ? line() : line() + " (" + new JobId(job) + ")";
    }
}
