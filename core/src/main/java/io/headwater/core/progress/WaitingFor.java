package io.headwater.core.progress;

import io.headwater.core.codec.JobCodec;
import io.headwater.core.codec.RegisteredType;
import io.headwater.core.journal.Awaited;
import io.headwater.jobs.Progress;
import org.jspecify.annotations.Nullable;

/** What a job's progress shows as its phase while it waits. How far the others are is shown with them. */
public final class WaitingFor {
    private final JobCodec codec;

    public WaitingFor(JobCodec codec) {
        this.codec = codec;
    }

    String words(Awaited awaited) {
        return awaited.jobs() == 1
                ? "waiting for "
                        + codec.type(awaited.type()).map(RegisteredType::title).orElse(awaited.type())
                : "waiting for " + awaited.jobs() + " jobs";
    }

    /** @param progress null when the job has shown nothing yet */
    public Progress shownIn(@Nullable Progress progress, Awaited awaited) {
        return in(progress, words(awaited));
    }

    static Progress in(@Nullable Progress progress, String words) {
        return (progress == null ? Meter.NOTHING_REPORTED : progress).withPhase(words);
    }
}
