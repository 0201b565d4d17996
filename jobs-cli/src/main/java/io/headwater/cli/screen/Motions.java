package io.headwater.cli.screen;

import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobEvent.JobRetrying;
import io.headwater.jobs.JobEvent.JobScheduled;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobView;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Looks at jobs again and again, and so knows what one look cannot tell: whether they move, and when they will. */
final class Motions {
    private final LongSupplier nanos;
    private final Map<JobId, Watch> watches = new HashMap<>();
    private final Map<JobId, Long> due = new HashMap<>();

    Motions(LongSupplier nanos) {
        this.nanos = nanos;
    }

    void happened(JobEvent event) {
        if (event instanceof JobRetrying retrying) {
            isDue(event, retrying.retryAt());
        } else if (event instanceof JobScheduled scheduled) {
            isDue(event, scheduled.dueAt());
        }
    }

    /** By this process's own clock: the other one may be set anew while the job rests. */
    private void isDue(JobEvent event, Instant when) {
        due.put(
                event.job(),
                nanos.getAsLong() + Duration.between(event.at(), when).toNanos());
    }

    /** Null where nobody has said when the job is due. */
    @Nullable
    Duration untilDue(JobView job) {
        Long when = due.get(job.id());
        return when == null ? null : Duration.ofNanos(Math.max(0, when - nanos.getAsLong()));
    }

    Motion of(JobView job) {
        if (job.state() != JobState.RUNNING || job.stopping() != null || job.progress() == null) {
            watches.remove(job.id());
            return Motion.NONE;
        }
        return watches.computeIfAbsent(job.id(), id -> new Watch()).look(job.progress(), nanos.getAsLong());
    }
}
