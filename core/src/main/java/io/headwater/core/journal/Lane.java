package io.headwater.core.journal;

import io.headwater.jobs.JobState;
import org.jspecify.annotations.Nullable;

/**
 * All that queues need to know of a job besides its id. Jobs have few lanes among them, however many they are: so the index of
 * open jobs can name each job's, and a start reads who waits without a look at any job.
 */
public record Lane(String type, String queue, int priority, Stage stage) {
    /** How far those who wait in a queue have come. */
    public enum Stage {
        FRESH,
        BEGUN,
        /** About to go on, with a handler that is in memory. */
        GOING_ON
    }

    static Lane of(JobRow job) {
        return new Lane(job.type(), job.queue(), job.priority(), stageOf(job.standing()));
    }

    private static Stage stageOf(Standing now) {
        if (now.state() == JobState.QUEUED && now.hasHandlerInMemory()) {
            return Stage.GOING_ON;
        }
        return now.entry() > 0 ? Stage.BEGUN : Stage.FRESH;
    }

    Lane withPriority(int other) {
        return new Lane(type, queue, other, stage);
    }

    Lane inQueue(String other) {
        return new Lane(type, other, priority, stage);
    }

    public boolean hasBegun() {
        return stage != Stage.FRESH;
    }

    // Written out, because what the JVM makes up for a record costs a start some milliseconds.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Lane that
                && priority == that.priority
                && stage == that.stage
                && queue.equals(that.queue)
                && type.equals(that.type);
    }

    @Override
    public int hashCode() {
        return ((type.hashCode() * 31 + queue.hashCode()) * 31 + priority) * 31 + stage.ordinal();
    }
}
