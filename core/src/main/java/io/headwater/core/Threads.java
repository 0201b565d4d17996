package io.headwater.core;

import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.scheduler.NonBlocking;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Names the threads of an engine; the only place that makes threads and schedulers. They never keep a JVM alive. */
final class Threads {
    private Threads() {}

    /** For threads that may block: the journal, readers, blocking calls. */
    static ThreadFactory named(String role) {
        var count = new AtomicInteger();
        return task -> asDaemon(new Thread(task, name(role, count)));
    }

    /** For threads that many share: Reactor refuses to block on them. */
    static ThreadFactory neverBlocking(String role) {
        var count = new AtomicInteger();
        return task -> asDaemon(new Shared(task, name(role, count)));
    }

    /** Put together by hand: formatting, where a JVM does it for the first time, is a noticeable part of a start. */
    private static String name(String role, AtomicInteger count) {
        return "headwater-" + role + "-" + count.incrementAndGet();
    }

    private static Thread asDaemon(Thread thread) {
        thread.setDaemon(true);
        return thread;
    }

    static Scheduler schedulerOn(Executor executor) {
        return Schedulers.fromExecutor(executor);
    }

    private static final class Shared extends Thread implements NonBlocking {
        Shared(Runnable task, String name) {
            super(task, name);
        }
    }
}
