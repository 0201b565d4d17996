package io.headwater.models.download;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

enum FreeHands implements Hands {
    INSTANCE;

    private final Scheduler disk = Threads.forFiles();

    /** Not cut short by a cancel: an interrupted thread would close the file that it reads. */
    @Override
    public <T> Mono<T> blocking(Callable<? extends @Nullable T> call) {
        return Mono.fromFuture(
                () -> {
                    var result = new CompletableFuture<@Nullable T>();
                    disk.schedule(() -> run(call, result));
                    return result;
                },
                true);
    }

    private static <T> void run(Callable<? extends @Nullable T> call, CompletableFuture<@Nullable T> result) {
        try {
            result.complete(call.call());
        } catch (Exception | Error failure) {
            result.completeExceptionally(failure);
        }
    }

    @Override
    public <T> Mono<T> interruptible(Mono<T> work) {
        return work;
    }

    @Override
    public <S, T> Mono<T> using(
            Mono<S> open,
            Function<? super S, ? extends Mono<T>> use,
            Function<? super S, ? extends Publisher<?>> close) {
        return Mono.usingWhen(open, use, close);
    }
}
