package io.headwater.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class BlockingCallsTest {
    private final Queue<Thread> begun = new ConcurrentLinkedQueue<>();
    private volatile Thread.UncaughtExceptionHandler handler = (thread, failure) -> {};
    private final BlockingCalls calls = new BlockingCalls(this::begin);

    private Thread begin(Runnable work) {
        var thread = new Thread(work);
        thread.setUncaughtExceptionHandler((failed, failure) -> handler.uncaughtException(failed, failure));
        begun.add(thread);
        return thread;
    }

    @AfterEach
    void close() {
        calls.close();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void call() {
        var done = new CountDownLatch(1);
        calls.execute(done::countDown);
        await(done);
    }

    @Test
    void one_call_after_the_other_needs_few_threads() {
        for (int count = 0; count < 1_000; count++) {
            call();
        }
        // One that has just finished may not be idle yet when the next call comes.
        assertThat(begun).hasSizeLessThan(8);
    }

    @Test
    void the_one_that_came_to_rest_last_is_used_again() {
        var working = new CountDownLatch(4);
        var go = new CountDownLatch(1);
        for (int count = 0; count < 4; count++) {
            calls.execute(() -> {
                working.countDown();
                await(go);
            });
        }
        await(working);
        go.countDown();
        var used = new HashSet<Thread>();
        for (int count = 0; count < 100; count++) {
            while (calls.isBusy()) {
                Thread.onSpinWait();
            }
            var done = new CountDownLatch(1);
            calls.execute(() -> {
                used.add(Thread.currentThread());
                done.countDown();
            });
            await(done);
        }
        assertThat(used).hasSize(1);
    }

    @Test
    void calls_at_once_have_a_thread_each_and_more_wait_for_one() {
        var working = new CountDownLatch(BlockingCalls.MOST_THREADS);
        var go = new CountDownLatch(1);
        for (int count = 0; count < BlockingCalls.MOST_THREADS; count++) {
            calls.execute(() -> {
                working.countDown();
                await(go);
            });
        }
        await(working);
        var done = new CountDownLatch(2);
        calls.execute(done::countDown);
        calls.execute(done::countDown);
        assertThat(begun).hasSize(BlockingCalls.MOST_THREADS);
        assertThat(calls.isBusy()).isTrue();
        go.countDown();
        await(done);
    }

    @Test
    void far_too_many_are_refused_and_none_of_the_others_is_lost() {
        var working = new CountDownLatch(BlockingCalls.MOST_THREADS);
        var go = new CountDownLatch(1);
        var done = new AtomicInteger();
        var all = new CountDownLatch(BlockingCalls.MOST_THREADS + BlockingCalls.MOST_WAITING);
        Runnable call = () -> {
            working.countDown();
            await(go);
            done.incrementAndGet();
            all.countDown();
        };
        for (int count = 0; count < BlockingCalls.MOST_THREADS + BlockingCalls.MOST_WAITING; count++) {
            calls.execute(call);
        }
        await(working);
        assertThatThrownBy(() -> calls.execute(call)).isInstanceOf(RejectedExecutionException.class);
        go.countDown();
        await(all);
        assertThat(done).hasValue(BlockingCalls.MOST_THREADS + BlockingCalls.MOST_WAITING);
    }

    @Test
    void threads_that_were_idle_for_long_end_and_others_begin() throws InterruptedException {
        call();
        for (Thread thread : begun) {
            thread.join();
        }
        call();
        assertThat(begun).hasSizeGreaterThan(1);
    }

    @Test
    void a_call_that_fails_or_is_interrupted_late_harms_no_other() {
        var said = new ConcurrentLinkedQueue<Throwable>();
        handler = (thread, failure) -> said.add(failure);
        calls.execute(() -> {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("of the test");
        });
        for (int count = 0; count < 10; count++) {
            var interrupted = new CompletableFuture<Boolean>();
            calls.execute(() -> interrupted.complete(Thread.currentThread().isInterrupted()));
            assertThat(interrupted.join()).isFalse();
        }
        assertThat(said).singleElement().hasToString("java.lang.IllegalStateException: of the test");
    }

    @Test
    void who_is_at_work_when_it_is_closed_is_interrupted() {
        var interrupted = new CountDownLatch(1);
        var working = new CountDownLatch(1);
        calls.execute(() -> {
            working.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException closed) {
                interrupted.countDown();
            }
        });
        await(working);
        calls.close();
        await(interrupted);
    }

    @Test
    void nothing_is_taken_once_it_is_closed() {
        calls.close();
        assertThatThrownBy(() -> calls.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }
}
