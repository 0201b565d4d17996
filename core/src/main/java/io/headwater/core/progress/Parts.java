package io.headwater.core.progress;

import org.jspecify.annotations.Nullable;

/** What a job's parts come to: two sums, so that a move of one costs the same however many there are. */
final class Parts {
    /** Whose they are. */
    final Meter meter;

    private double weight;
    private double done;
    private volatile boolean over;

    Parts(Meter meter) {
        this.meter = meter;
    }

    synchronized Part add(double itsWeight, double itsDone) {
        weight += itsWeight;
        done += itsWeight * itsDone;
        return new Part(this, itsWeight, itsDone);
    }

    /** What a part has done stays done, though it may fail and be tried again. */
    synchronized void move(Part part, double itsDone) {
        if (itsDone > part.done) {
            done += part.weight * (itsDone - part.done);
            part.done = itsDone;
        }
    }

    synchronized boolean areNone() {
        return weight == 0;
    }

    /**
     * Own work counts 1, done or not: a handler that dispatches its jobs one after the other is not through with the first.
     *
     * @param own of the job's own work; null where that is not known
     */
    synchronized double fraction(@Nullable Double own) {
        return Math.min(1, ((own == null ? 0 : own) + done) / (1 + weight));
    }

    /** Nobody asks any more. */
    void end() {
        over = true;
    }

    boolean areOver() {
        return over;
    }
}
