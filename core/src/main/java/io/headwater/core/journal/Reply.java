package io.headwater.core.journal;

import io.headwater.jobs.JobException;
import org.jspecify.annotations.Nullable;

/** Hears, on the journal's thread, what became of a command once that is durable. Must hand over, not work. */
public interface Reply<T extends @Nullable Object> {
    void done(T value);

    void failed(Throwable failure);

    /** For commands whose outcome shows in their effects. */
    static <T extends @Nullable Object> Reply<T> ignored() {
        return new Reply<>() {
            @Override
            public void done(T value) {}

            @Override
            public void failed(Throwable failure) {
                if (failure instanceof JobException.Conflict) {
                    Journal.LOG.debug("A change came too late", failure); // the engine closed, or the job moved on
                } else {
                    Journal.LOG.error("A change that the engine made by itself was refused", failure);
                }
            }
        };
    }
}
