package io.headwater.core.run;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.util.context.Context;

/**
 * One use of something that must be closed. Opening and closing are never cut short: what was opened is closed, however
 * the use ends, and the job is not quiet before that.
 */
final class Scope<S, T> {
    private final Run run;
    private final Function<? super S, ? extends Mono<T>> use;
    private final Function<? super S, ? extends Publisher<?>> close;
    private final MonoSink<T> sink;
    private final OpenCalls.Call call;
    private Disposable using = Disposables.disposed();
    private boolean cancelled;
    private boolean closing;
    private @Nullable T result;
    private @Nullable Throwable failure;

    private Scope(
            Run run,
            Function<? super S, ? extends Mono<T>> use,
            Function<? super S, ? extends Publisher<?>> close,
            MonoSink<T> sink) {
        this.run = run;
        this.use = use;
        this.close = close;
        this.sink = sink;
        call = run.calls().open("a resource that the handler is using");
    }

    static <S, T> Mono<T> of(
            Run run,
            Mono<S> open,
            Function<? super S, ? extends Mono<T>> use,
            Function<? super S, ? extends Publisher<?>> close) {
        return Mono.create(sink -> {
            var scope = new Scope<S, T>(run, use, close, sink);
            open.subscribe(scope::opened, scope::failedToOpen, scope::openedNothing, Context.of(sink.contextView()));
        });
    }

    private boolean opened;

    private void opened(S resource) {
        opened = true;
        sink.onCancel(() -> cancel(resource));
        Disposable begun;
        try {
            begun = use.apply(resource)
                    .subscribe(
                            value -> result = value,
                            error -> end(resource, error),
                            () -> end(resource, null),
                            Context.of(sink.contextView()));
        } catch (Throwable error) {
            end(resource, error);
            return;
        }
        synchronized (this) {
            using = begun;
            if (!cancelled) {
                return;
            }
        }
        begun.dispose();
    }

    private void failedToOpen(Throwable error) {
        call.close();
        sink.error(error);
    }

    private void openedNothing() {
        if (!opened) {
            call.close();
            sink.success();
        }
    }

    private void cancel(S resource) {
        Disposable begun;
        synchronized (this) {
            if (closing) {
                return;
            }
            cancelled = true;
            begun = using;
        }
        begun.dispose();
        end(resource, null);
    }

    private void end(S resource, @Nullable Throwable error) {
        synchronized (this) {
            if (closing) {
                return;
            }
            closing = true;
        }
        failure = error;
        Publisher<?> last;
        try {
            last = close.apply(resource);
        } catch (Throwable unclosed) {
            last = Mono.error(unclosed);
        }
        Mono.when(last).subscribe(nothing -> {}, this::closedBadly, this::closedWell, Context.of(sink.contextView()));
    }

    private void closedBadly(Throwable error) {
        if (failure == null) {
            failure = error;
        } else if (failure != error) {
            failure.addSuppressed(error);
        }
        closedWell();
    }

    /** The outcome passes on first: what follows it in the handler belongs to the job, too. */
    private void closedWell() {
        run.onWorker(() -> {
            try {
                if (failure != null) {
                    sink.error(failure);
                } else {
                    sink.success(result);
                }
            } finally {
                call.close();
            }
        });
    }
}
