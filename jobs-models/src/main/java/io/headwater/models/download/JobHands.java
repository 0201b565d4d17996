package io.headwater.models.download;

import io.headwater.jobs.JobContext;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

record JobHands(JobContext job) implements Hands {
    @Override
    public <T> Mono<T> blocking(Callable<? extends @Nullable T> call) {
        return job.blocking(call);
    }

    @Override
    public <T> Mono<T> interruptible(Mono<T> work) {
        return job.interruptible(work);
    }

    @Override
    public <S, T> Mono<T> using(
            Mono<S> open,
            Function<? super S, ? extends Mono<T>> use,
            Function<? super S, ? extends Publisher<?>> close) {
        return job.using(open, use, close);
    }
}
