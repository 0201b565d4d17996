package io.headwater.core.journal;

import io.headwater.jobs.ErrorCode;
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
                if (cameTooLate(failure)) {
                    Journal.LOG.debug("A change came too late", failure);
                } else {
                    Journal.LOG.error("A change that the engine made by itself was refused", failure);
                }
            }
        };
    }

    /** The job moved on, or the engine closed or broke off, which has been told. */
    private static boolean cameTooLate(Throwable failure) {
        return failure instanceof JobException known
                && (known instanceof JobException.Conflict
                        || known.code().equals(ErrorCode.STORE_CORRUPT)
                        || known.code().equals(ErrorCode.INTERRUPTED));
    }
}
