package io.headwater.models.download;

import io.headwater.jobs.JobContext;
import io.headwater.jobs.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * One transfer at a time for each target. Who wants the same file meanwhile hears how far it is and takes what it brings;
 * where it brings nothing, one of those who wait goes on with it.
 */
final class Turns {
    private final ConcurrentMap<Path, Turn> turns = new ConcurrentHashMap<>();

    private static final class Turn {
        final Sinks.One<LocalFile> end = Sinks.one();
        final List<Consumer<Progress>> listeners = new CopyOnWriteArrayList<>();
        volatile @Nullable Progress last;
        volatile @Nullable LocalFile brought;

        void report(Progress progress) {
            last = progress;
            listeners.forEach(listener -> listener.accept(progress));
        }

        void listen(Consumer<Progress> listener) {
            listeners.add(listener);
            Progress sofar = last;
            if (sofar != null) {
                listener.accept(sofar);
            }
        }
    }

    /** What came before he did he has found. */
    private static final class Latecomer implements Consumer<Progress> {
        private final Consumer<Progress> listener;
        private @Nullable Progress first;

        Latecomer(Consumer<Progress> listener) {
            this.listener = listener;
        }

        @Override
        public synchronized void accept(Progress progress) {
            first = first == null ? progress : first;
            listener.accept(progress.withFound(Math.min(progress.done(), first.done())));
        }
    }

    /**
     * @param listener who hears how far the file is, whoever fetches it
     * @param transfer is told to whom to say so; done only when it is this one's turn
     */
    Mono<LocalFile> take(
            RemoteFile file,
            Path target,
            JobContext context,
            Consumer<Progress> listener,
            Function<Consumer<Progress>, Mono<LocalFile>> transfer) {
        Path key = target.toAbsolutePath().normalize();
        return Mono.defer(() -> {
            var mine = new Turn();
            Turn other = turns.putIfAbsent(key, mine);
            Turn turn = other == null ? mine : other;
            Consumer<Progress> hearing = other == null ? listener : new Latecomer(listener);
            turn.listen(hearing);
            Mono<LocalFile> result = other == null
                    ? transfer.apply(mine::report)
                            .doOnNext(local -> mine.brought = local)
                            .doFinally(end -> end(key, mine))
                    : context.interruptible(other.end.asMono())
                            .filter(file::isRight)
                            .switchIfEmpty(take(file, target, context, listener, transfer));
            return result.doFinally(end -> turn.listeners.remove(hearing));
        });
    }

    private void end(Path key, Turn turn) {
        turns.remove(key, turn);
        LocalFile brought = turn.brought;
        if (brought == null) {
            turn.end.tryEmitEmpty();
        } else {
            turn.end.tryEmitValue(brought);
        }
    }
}
