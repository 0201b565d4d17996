package io.headwater.testkit.storm;

import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobEvent.Cause;
import io.headwater.jobs.JobEvent.JobQueued;
import io.headwater.jobs.JobEvent.JobWaiting;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobState;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What must hold in any log of events, whatever the jobs did: one order (G3), single flight at every point of it (G5), no
 * slot given twice, nobody woken before what he waits for has ended (G2).
 */
final class Judge {
    /** What the log does not say of a job. */
    record Facts(String queue, @Nullable String key) {}

    /** Where one job stands, and since when it waits for what. */
    private static final class Trail {
        final Walk walk = new Walk();
        final Map<JobId, Long> waitsSince = new HashMap<>();
        long lastEnd;
    }

    private final Map<String, Integer> slots;
    private final Function<JobId, Facts> facts;
    private final Map<JobId, Trail> trails = new HashMap<>();
    private final Map<String, Set<JobId>> running = new HashMap<>();
    private final Map<String, JobId> holders = new HashMap<>();
    private long lastSeq;
    private Instant lastInstant = Instant.MIN;

    Judge(Map<String, Integer> slots, Function<JobId, Facts> facts) {
        this.slots = slots;
        this.facts = facts;
    }

    /** Looks at a log from its beginning. */
    Judge readAll(List<JobEvent> log) {
        log.forEach(this::read);
        return this;
    }

    /** Where the job stands after what was read. */
    Walk walkOf(JobId id) {
        return trail(id).walk;
    }

    Set<JobId> jobs() {
        return trails.keySet();
    }

    private Trail trail(JobId id) {
        return trails.computeIfAbsent(id, unknown -> new Trail());
    }

    private void read(JobEvent event) {
        demand(event.seq() > lastSeq, event, "numbers grow, the one before was " + lastSeq);
        demand(!event.at().isBefore(lastInstant), event, "time does not go back before " + lastInstant);
        lastSeq = event.seq();
        lastInstant = event.at();
        Trail trail = trail(event.job());
        String before =
                "%s stopping %s attempt %d".formatted(trail.walk.state(), trail.walk.stopping(), trail.walk.attempt());
        demand(trail.walk.step(event), event, "the table has no such step from " + before);
        judgeSlots(event, trail.walk);
        judgeKeys(event, trail.walk);
        judgeWaits(event, trail);
    }

    private void judgeSlots(JobEvent event, Walk walk) {
        String queue = facts.apply(event.job()).queue();
        Set<JobId> holding = running.computeIfAbsent(queue, unknown -> new HashSet<>());
        if (walk.state() == JobState.RUNNING) {
            holding.add(event.job());
        } else {
            holding.remove(event.job());
        }
        demand(holding.size() <= slots.get(queue), event, "more run than there are slots: " + holding);
    }

    private void judgeKeys(JobEvent event, Walk walk) {
        String key = facts.apply(event.job()).key();
        if (key == null || walk.state() == null) {
            return;
        }
        if (walk.state().isLive()) {
            JobId holder = holders.putIfAbsent(key, event.job());
            demand(holder == null || holder.equals(event.job()), event, "the key is held by " + holder);
        } else {
            holders.remove(key, event.job());
        }
    }

    private void judgeWaits(JobEvent event, Trail trail) {
        if (event instanceof JobWaiting waiting) {
            trail.waitsSince.keySet().retainAll(waiting.on());
            waiting.on().forEach(target -> trail.waitsSince.putIfAbsent(target, event.seq()));
        } else if (event instanceof JobQueued queued && queued.cause() == Cause.WOKEN) {
            trail.waitsSince.forEach((target, since) ->
                    demand(trail(target).lastEnd > since, event, "it waits for %s since %d".formatted(target, since)));
            trail.waitsSince.clear();
        } else if (trail.walk.state() != null && !trail.walk.state().isLive()) {
            trail.lastEnd = event.seq();
            trail.waitsSince.clear();
        }
    }

    private static void demand(boolean so, JobEvent event, String what) {
        if (!so) {
            throw new AssertionError(
                    "%s, but: %d of %s, %s".formatted(what, event.seq(), event.job(), Spelling.of(event)));
        }
    }
}
