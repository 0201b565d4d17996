package io.headwater.models.download;

import io.netty.buffer.ByteBuf;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * What a source has sent and nobody has dealt with yet: as it came, in the memory it came in. A source may be so many chunks
 * ahead of the disk; then it waits, because nobody asks it for more.
 *
 * <p>Whoever deals with them takes as many as there are, and those that come within a moment. So the faster they come, and the
 * slower the disk, the fewer are the changes from one thread to another, each of which costs as much as writing a small chunk.
 */
final class Intake extends BaseSubscriber<ByteBuf> {
    private static final int CHUNKS_AHEAD = 8;
    private static final int ASKED_AT_ONCE = CHUNKS_AHEAD / 2;

    /** More than a fast source leaves between two chunks, and too little for anybody else to miss the thread. */
    private static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(2);

    private final Watch watch;
    private final Sinks.Many<Boolean> bell = Sinks.many().unicast().onBackpressureBuffer();
    private final Deque<ByteBuf> waiting = new ArrayDeque<>();
    private boolean awaited;
    private boolean closed;
    private long idle;
    private int dealtWith;
    private volatile @Nullable Throwable broken;

    Intake(Watch watch) {
        this.watch = watch;
    }

    /**
     * Rings when something has come that nobody waits for, at most once while somebody deals with it. Completes when there
     * will be no more, also where the source broke off: what arrived before that shall reach the disk first.
     */
    Flux<Boolean> of(Flux<ByteBuf> body) {
        return bell.asFlux().doOnSubscribe(listening -> body.subscribe(this)).onBackpressureLatest();
    }

    /** Why the source broke off; null when it did not. */
    @Nullable
    Throwable broken() {
        return broken;
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** How many bytes the next chunk has; 0 when there is none. */
    synchronized int next() {
        ByteBuf chunk = waiting.peek();
        return chunk == null ? 0 : chunk.readableBytes();
    }

    /** The next chunk, which is now the taker's until he says that he has done with it. */
    synchronized @Nullable ByteBuf take() {
        return waiting.poll();
    }

    /** The same, for whoever has dealt with all that was here: one that comes in a moment need not call him again. */
    synchronized @Nullable ByteBuf takeSoon() throws InterruptedIOException {
        long begun = System.nanoTime();
        awaited = true;
        try {
            for (long left = MOMENT; waiting.isEmpty() && left > 0; ) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
                left = begun + MOMENT - System.nanoTime();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the source was slow");
        } finally {
            awaited = false;
            idle += System.nanoTime() - begun;
        }
        return waiting.poll();
    }

    /** For how long, since this was last asked, whoever deals with the chunks had none. */
    synchronized long idleNanos() {
        long nanos = idle;
        idle = 0;
        return nanos;
    }

    void done(ByteBuf chunk) {
        chunk.release();
        watch.dealtWith();
        dealtWith++;
        if (dealtWith % ASKED_AT_ONCE == 0) {
            request(ASKED_AT_ONCE);
        }
    }

    /** Nothing more is wanted. */
    void close() {
        cancel();
        synchronized (this) {
            closed = true;
            waiting.forEach(ByteBuf::release);
            waiting.clear();
        }
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        watch.listening();
        subscription.request(CHUNKS_AHEAD);
    }

    @Override
    protected void hookOnNext(ByteBuf chunk) {
        synchronized (this) {
            if (closed) {
                return;
            }
            watch.arrived(chunk.readableBytes());
            waiting.add(chunk.retain());
            if (awaited) {
                notifyAll();
                return;
            }
        }
        bell.tryEmitNext(true);
    }

    @Override
    protected void hookOnComplete() {
        bell.tryEmitComplete();
    }

    @Override
    protected void hookOnError(Throwable failure) {
        broken = failure;
        bell.tryEmitComplete();
    }
}
