package io.headwater.models;

import io.headwater.testkit.TestEngine;
import java.time.Duration;
import java.util.Comparator;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/**
 * Time that stands still until a test lets it pass, for what happens on real threads meanwhile. Reactor's own virtual time is
 * made for one thread: a listener that goes away at the very moment of a tick makes it reject the next one in the test's face,
 * and nobody can tell whether somebody rests already.
 */
public final class StillTime implements Scheduler {
    private final Queue<Task> tasks = new PriorityQueue<>(Comparator.comparingLong(task -> task.at));
    private long now;

    /** What is due meanwhile happens on this thread, at its own time. */
    public void advanceBy(Duration passed) {
        long end = now(TimeUnit.NANOSECONDS) + passed.toNanos();
        for (Task due = nextUntil(end); due != null; due = nextUntil(end)) {
            due.run();
        }
    }

    public void untilSomebodyRests() {
        TestEngine.waitFor("somebody to rest", () -> endOfRest().isPresent());
    }

    /** Lets time pass to the end of the rest that somebody has taken or is about to take: of the first one, if there are more. */
    public void letRestPass() {
        untilSomebodyRests();
        endOfRest().ifPresent(end -> advanceBy(Duration.ofNanos(end - now(TimeUnit.NANOSECONDS))));
    }

    private synchronized OptionalLong endOfRest() {
        return tasks.stream()
                .filter(task -> !task.isDisposed() && task.period == 0)
                .mapToLong(task -> task.at)
                .min();
    }

    private synchronized @Nullable Task nextUntil(long end) {
        Task first = tasks.peek();
        if (first == null || first.at > end) {
            now = Math.max(now, end);
            return null;
        }
        now = Math.max(now, first.at);
        return tasks.remove();
    }

    @Override
    public synchronized long now(TimeUnit unit) {
        return unit.convert(now, TimeUnit.NANOSECONDS);
    }

    @Override
    public Disposable schedule(Runnable work) {
        work.run();
        return Disposables.disposed();
    }

    @Override
    public Disposable schedule(Runnable work, long delay, TimeUnit unit) {
        return delay <= 0 ? schedule(work) : add(work, unit.toNanos(delay), 0);
    }

    @Override
    public Disposable schedulePeriodically(Runnable work, long initialDelay, long period, TimeUnit unit) {
        return add(work, unit.toNanos(initialDelay), unit.toNanos(period));
    }

    private synchronized Task add(Runnable work, long delay, long period) {
        var task = new Task(work, now + delay, period);
        tasks.add(task);
        return task;
    }

    private synchronized void addAgain(Task task) {
        task.at += task.period;
        tasks.add(task);
    }

    @Override
    public Worker createWorker() {
        return new TasksOfOne();
    }

    @Override
    public void dispose() {
        throw new UnsupportedOperationException("time does not end");
    }

    /** What is to be done at a time, by this class alone; {@code at} changes only while it is in no queue. */
    private final class Task implements Disposable {
        private final Runnable work;
        private final long period;
        private long at;
        private volatile boolean disposed;

        /** @param period none if zero */
        Task(Runnable work, long at, long period) {
            this.work = work;
            this.at = at;
            this.period = period;
        }

        void run() {
            if (!disposed) {
                work.run();
            }
            if (!disposed && period > 0) {
                addAgain(this);
            }
        }

        @Override
        public void dispose() {
            disposed = true;
        }

        @Override
        public boolean isDisposed() {
            return disposed;
        }
    }

    private final class TasksOfOne implements Worker {
        private final Disposable.Composite all = Disposables.composite();

        @Override
        public Disposable schedule(Runnable work) {
            return StillTime.this.schedule(work);
        }

        @Override
        public Disposable schedule(Runnable work, long delay, TimeUnit unit) {
            return kept(StillTime.this.schedule(work, delay, unit));
        }

        @Override
        public Disposable schedulePeriodically(Runnable work, long initialDelay, long period, TimeUnit unit) {
            return kept(StillTime.this.schedulePeriodically(work, initialDelay, period, unit));
        }

        private Disposable kept(Disposable task) {
            all.add(task);
            return task;
        }

        @Override
        public void dispose() {
            all.dispose();
        }

        @Override
        public boolean isDisposed() {
            return all.isDisposed();
        }
    }
}
