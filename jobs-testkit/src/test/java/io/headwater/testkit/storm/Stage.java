package io.headwater.testkit.storm;

import io.headwater.jobs.JobContext;
import io.headwater.jobs.JobHandler;
import io.headwater.jobs.JobId;
import io.headwater.jobs.Jobs;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Where the actors play: the handler of all their jobs, and what finds the actor of one. */
final class Stage implements JobHandler<Act, String> {
    private final Map<JobId, Actor> actors = new ConcurrentHashMap<>();
    private final boolean obedient;
    private final boolean patient;
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Jobs jobs;
    private volatile boolean stopping;

    /**
     * @param obedient whether handlers end by themselves when they are asked to stop
     * @param patient whether they do one thing after the other when they are run from the top
     */
    Stage(boolean obedient, boolean patient) {
        this.obedient = obedient;
        this.patient = patient;
    }

    /** Tells which engine is at work now. */
    void open(Jobs engine) {
        jobs = engine;
    }

    Jobs jobs() {
        return Objects.requireNonNull(jobs, "no engine is at work");
    }

    @Override
    public Mono<String> run(Act job, JobContext context) {
        return actor(context.id()).enter(context);
    }

    Actor actor(JobId id) {
        return actors.computeIfAbsent(id, unknown -> new Actor(unknown, this, obedient, patient));
    }

    boolean isOnStage(JobId id) {
        Actor actor = actors.get(id);
        return actor != null && actor.part() != null;
    }

    Collection<Actor> all() {
        return actors.values();
    }

    /** Says that the engine is about to stop, or has begun again: meanwhile two handlers of a job may seem to be there. */
    void stopping(boolean so) {
        stopping = so;
        parts().forEach(Actor.Part::excuse);
    }

    boolean isStopping() {
        return stopping;
    }

    void violated(String what) {
        violations.add(what);
    }

    /** Where two handlers of a job were at work at once. */
    Collection<String> violations() {
        return violations;
    }

    /** From now on all end as soon as they know what came of all they did. */
    void release() {
        actors.values().forEach(Actor::release);
    }

    /** All that were asked to stop end. */
    void giveIn() {
        actors.values().forEach(Actor::giveInWhereAsked);
    }

    /** What handlers have in memory. */
    List<Actor.Part> parts() {
        return actors.values().stream()
                .map(Actor::part)
                .filter(Objects::nonNull)
                .toList();
    }

    /** The process is gone, and with it what handlers had in memory then. */
    void forget(List<Actor.Part> gone) {
        gone.forEach(Actor.Part::forget);
    }
}
