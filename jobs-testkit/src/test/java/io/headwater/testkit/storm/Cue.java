package io.headwater.testkit.storm;

import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.JobContext;
import io.headwater.jobs.JobId;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * One thing that a handler does on its way and does again whenever it is run from the top.
 *
 * @param name what it is called in reports
 * @param play does it; emits what came of it
 * @param checkpoint which checkpoint it stores; 0 when it is none
 * @param isDispatch whether it starts a job without waiting for it: a new attempt leaves that out
 */
record Cue(String name, Function<JobContext, Mono<String>> play, int checkpoint, boolean isDispatch) {
    static Cue awaitOf(Act job, DispatchOptions options) {
        return new Cue("await " + job.tag(), context -> context.await(job, options), 0, false);
    }

    /** Waits for a job that is there already; the handle is one of the engine that runs at that moment. */
    static Cue awaitOf(JobId id, Stage stage) {
        return new Cue(
                "await " + id.brief(), context -> context.await(stage.jobs().handle(id, Act.class)), 0, false);
    }

    static Cue dispatchOf(Act job, DispatchOptions options) {
        return new Cue(
                "dispatch " + job.tag(),
                context ->
                        context.dispatch(job, options).map(handle -> handle.id().toString()),
                0,
                true);
    }

    static Cue checkpointOf(int number) {
        return new Cue(
                "checkpoint " + number, context -> context.checkpoint(number).thenReturn("stored"), number, false);
    }

    @Override
    public String toString() {
        return name;
    }

    boolean isCheckpoint() {
        return checkpoint > 0;
    }
}
