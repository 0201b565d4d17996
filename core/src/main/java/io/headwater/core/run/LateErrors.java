package io.headwater.core.run;

import io.headwater.jobs.JobInterrupted;
import java.util.function.Consumer;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * When a job is asked to stop, all parts of its handler hear of it at the same time. The first of them ends it; that the others
 * would have ended it too is nothing that anybody has to be told.
 */
final class LateErrors {
    /** Where Reactor looks for what is to be done with an error that nobody listens to any more. */
    private static final String KEY = "reactor.onErrorDropped.local";

    private static final Consumer<Throwable> HEARD = LateErrors::hear;

    private LateErrors() {}

    static Context heardIn(Context context) {
        return context.hasKey(KEY) ? context : context.put(KEY, HEARD);
    }

    private static void hear(Throwable late) {
        if (!(late instanceof JobInterrupted)) {
            Operators.onErrorDropped(late, Context.empty());
        }
    }
}
