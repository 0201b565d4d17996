package io.headwater.core.codec;

import io.headwater.jobs.Job;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The last job that was read from its text before anybody asked for it. It is handed out once, so that no two runs share
 * an object, and only to whoever comes with that very text.
 */
final class ReadAhead {
    private record Read(String text, Job<?> job) {}

    private final AtomicReference<@Nullable Read> last = new AtomicReference<>();

    void keep(String text, Job<?> job) {
        last.set(new Read(text, job));
    }

    @SuppressWarnings({"ReferenceEquality", "StringEquality"}) // an equal text may be another type's
    @Nullable
    Job<?> take(String text) {
        Read read = last.get();
        return read != null && read.text() == text && last.compareAndSet(read, null) ? read.job() : null;
    }
}
