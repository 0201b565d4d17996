package io.headwater.core;

import io.headwater.jobs.JobId;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs an engine starts. Where it does not start all, everything else is as ever: commands are obeyed and stored, and
 * what was not started is queued for an engine that starts it. Jobs that no handler is registered for are left in peace.
 */
public final class Runs {
    /** Whatever is queued. */
    public static final Runs ALL = new Runs(true, null);
    /** Nothing: the store is only looked at and put in order. */
    public static final Runs NOTHING = new Runs(false, null);

    private final boolean all;
    private final @Nullable JobId top;

    private Runs(boolean all, @Nullable JobId top) {
        this.all = all;
        this.top = top;
    }

    /** One job, those below it, and all that these wait for. */
    public static Runs only(JobId job) {
        return new Runs(false, job);
    }

    boolean all() {
        return all;
    }

    /** 0 when there is none. */
    long top() {
        return top == null ? 0 : top.value();
    }
}
