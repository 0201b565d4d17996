package io.headwater.models.download;

import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Where this package takes its threads from. */
final class Threads {
    private Threads() {}

    /** On which nothing is done but waiting. */
    static Scheduler forWaiting() {
        return Schedulers.parallel();
    }
}
