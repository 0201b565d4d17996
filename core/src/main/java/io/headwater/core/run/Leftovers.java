package io.headwater.core.run;

import io.headwater.core.journal.JobRow;
import io.headwater.core.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Handlers that were given up while something of them was still open. The same job, and whoever has its unique key, does
 * not start beside them, for a while. For the journal's thread, but for {@link #closed}.
 */
final class Leftovers {
    static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private final TimeSource time;
    private final Map<Object, Leftover> byClaim = new HashMap<>();

    private record KeyClaim(String type, String key) {}

    private static final class Leftover {
        final OpenCalls calls;
        final List<Runnable> held = new ArrayList<>();

        Leftover(OpenCalls calls) {
            this.calls = calls;
        }
    }

    Leftovers(TimeSource time) {
        this.time = time;
    }

    synchronized void add(JobRow job, OpenCalls calls) {
        var leftover = new Leftover(calls);
        byClaim.put(job.id(), leftover);
        claimOf(job).ifPresent(claim -> byClaim.put(claim, leftover));
        time.after(LONGEST_WAIT, () -> letGo(leftover));
        if (calls.areNone()) {
            letGo(leftover);
        }
    }

    private static Optional<Object> claimOf(JobRow job) {
        return job.key() == null
                ? Optional.empty()
                : Optional.of(new KeyClaim(job.type(), job.key().value()));
    }

    /** What stands in the way of the job; null when nothing does. */
    synchronized @Nullable List<String> inTheWayOf(JobRow job) {
        Leftover leftover = of(job);
        return leftover == null ? null : leftover.calls.names();
    }

    private @Nullable Leftover of(JobRow job) {
        if (byClaim.isEmpty()) {
            return null; // as nearly always
        }
        Leftover own = byClaim.get(job.id());
        return own != null ? own : claimOf(job).map(byClaim::get).orElse(null);
    }

    /** Calls back when nothing stands in the way of the job any more; at once, when nothing does. */
    void whenGone(JobRow job, Runnable then) {
        synchronized (this) {
            Leftover leftover = of(job);
            if (leftover != null) {
                leftover.held.add(then);
                return;
            }
        }
        then.run();
    }

    /** The calls of a handler that was given up have all returned. */
    void closed(OpenCalls calls) {
        Leftover gone;
        synchronized (this) {
            gone = byClaim.values().stream()
                    .filter(leftover -> leftover.calls == calls)
                    .findFirst()
                    .orElse(null);
        }
        if (gone != null) {
            letGo(gone);
        }
    }

    private void letGo(Leftover leftover) {
        List<Runnable> held;
        synchronized (this) {
            byClaim.values().removeIf(leftover::equals);
            held = List.copyOf(leftover.held);
            leftover.held.clear();
        }
        held.forEach(Runnable::run);
    }
}
