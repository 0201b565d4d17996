package io.headwater.core;

import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobView;
import io.headwater.jobs.Progress;
import java.lang.reflect.Type;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** An id with the engine that knows what it means. */
record EngineHandle<R>(JobEngine engine, JobId id, boolean joined, Type resultType) implements JobHandle<R> {
    @Override
    public Mono<JobState> state() {
        return engine.find(id).map(JobView::state).switchIfEmpty(engine.missing(id));
    }

    @Override
    public Flux<Progress> progress() {
        return engine.progressOf(id);
    }

    @Override
    public Mono<R> result() {
        return engine.resultOf(id, resultType);
    }

    @Override
    public Mono<Void> pause() {
        return engine.pause(id);
    }

    @Override
    public Mono<Void> resume() {
        return engine.resume(id);
    }

    @Override
    public Mono<Void> cancel() {
        return engine.cancel(id);
    }

    @Override
    public String toString() {
        return "job " + id;
    }
}
