package io.headwater.models.download;

import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Where what is about models takes its threads from, where no job lends any. */
public final class Threads {
    private Threads() {}

    /** On which nothing is done but waiting. */
    public static Scheduler forWaiting() {
        return Schedulers.parallel();
    }

    /** On which work on files may block. */
    public static Scheduler forFiles() {
        return Schedulers.boundedElastic();
    }
}
