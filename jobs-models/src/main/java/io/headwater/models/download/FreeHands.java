package io.headwater.models.download;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;

enum FreeHands implements Hands {
    WORKING,
    LOOKING;

    private final Scheduler disk = Threads.forFiles();

    @Override
    public <T> Mono<T> blocking(Callable<? extends @Nullable T> call) {
        return this == WORKING ? toItsEnd(call) : untilCancelled(call);
    }

    /** Not cut short by a cancel: an interrupted thread would close the file that it reads. */
    private <T> Mono<T> toItsEnd(Callable<? extends @Nullable T> call) {
        return Mono.fromFuture(
                () -> {
                    var result = new CompletableFuture<@Nullable T>();
                    disk.schedule(() -> run(call, result));
                    return result;
                },
                true);
    }

    private <T> Mono<T> untilCancelled(Callable<? extends @Nullable T> call) {
        return Mono.<T>create(sink -> sink.onCancel(disk.schedule(() -> run(call, sink))))
                // Who has cancelled does not want to hear that it was interrupted. The sink drops that itself:
                // further on it would be dropped by somebody who does not know of this.
                .contextWrite(more -> more.put("reactor.onErrorDropped.local", (Consumer<Throwable>) late -> {}));
    }

    private static <T> void run(Callable<? extends @Nullable T> call, CompletableFuture<@Nullable T> result) {
        try {
            result.complete(call.call());
        } catch (Exception | Error failure) {
            result.completeExceptionally(failure);
        }
    }

    private static <T> void run(Callable<? extends @Nullable T> call, MonoSink<T> sink) {
        try {
            sink.success(call.call());
        } catch (Exception | Error failure) {
            sink.error(failure);
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
