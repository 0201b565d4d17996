package io.headwater.models.download;

import io.headwater.jobs.JobContext;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/** Who works on files: a job, which is heard when it has to stop, or nobody in particular. */
public interface Hands {
    static Hands of(JobContext job) {
        return new JobHands(job);
    }

    /** Whoever subscribes; who wants it to stop, cancels. */
    static Hands free() {
        return FreeHands.WORKING;
    }

    /** The same for what only looks: who cancels interrupts it. */
    static Hands looking() {
        return FreeHands.LOOKING;
    }

    /** As {@link JobContext#blocking}. */
    <T> Mono<T> blocking(Callable<? extends @Nullable T> call);

    /** As {@link JobContext#interruptible(Mono)}. */
    <T> Mono<T> interruptible(Mono<T> work);

    /** As {@link JobContext#using}. */
    <S, T> Mono<T> using(
            Mono<S> open,
            Function<? super S, ? extends Mono<T>> use,
            Function<? super S, ? extends Publisher<?>> close);
}
