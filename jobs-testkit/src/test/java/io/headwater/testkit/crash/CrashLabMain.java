package io.headwater.testkit.crash;

import io.headwater.core.JobEngine;
import io.headwater.jobs.EventFilter;
import io.headwater.jobs.JobEvent;
import io.headwater.testkit.TestEngine;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.Disposable;

/**
 * The process that is killed: an engine on the lab's file and a host that never stops asking. Now and then it closes its
 * engine and starts another. Asked to end politely it does so like any host, in a shutdown hook.
 */
final class CrashLabMain {
    private static final Set<JobEvent.Kind> ENDS =
            EnumSet.of(JobEvent.Kind.COMPLETED, JobEvent.Kind.FAILED, JobEvent.Kind.CANCELLED);

    private final Orders orders;
    private final Report report;
    private final StandStill faults;
    private final Random random;
    private final AtomicLong numbers;
    private final AtomicLong cursor;
    private final AtomicLong endings = new AtomicLong();
    private final CountDownLatch end = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    private CrashLabMain(Orders orders, Report report) {
        this.orders = orders;
        this.report = report;
        faults = new StandStill(orders.point(), orders.pass(), report);
        random = new Random(orders.seed());
        numbers = new AtomicLong(orders.run() * 1_000_000L);
        cursor = new AtomicLong(orders.cursor());
    }

    public static void main(String[] arguments) throws InterruptedException {
        Report report = Report.onStandardOutput();
        endWithParent();
        new CrashLabMain(Orders.parse(arguments), report).run();
    }

    /** A parent that is gone cannot kill this process any more. */
    static void endWithParent() {
        var watcher = new Thread(() -> {
            try {
                while (System.in.read() >= 0) {
                    continue;
                }
            } catch (IOException gone) {
                // The same.
            }
            Runtime.getRuntime().halt(1);
        });
        watcher.setDaemon(true);
        watcher.start();
    }

    private void run() throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(this::endPolitely));
        try {
            if (orders.finish()) {
                finish();
            } else {
                while (end.getCount() > 0) {
                    runEngine();
                }
            }
        } finally {
            ended.countDown();
        }
    }

    private void endPolitely() {
        end.countDown();
        try {
            ended.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private JobEngine start() {
        JobEngine engine = JobEngine.builder()
                .database(orders.file())
                .queue("default", 6)
                .queue(Errand.SERVICE, 1)
                .crashLimit(0)
                .grace(Duration.ofSeconds(3))
                .handler(Errand.class, new Errands(report))
                .faults(faults)
                .start();
        report.say(Fact.Kind.OPEN);
        return engine;
    }

    private void runEngine() throws InterruptedException {
        try (JobEngine engine = start()) {
            var host = new Host(engine, report, random.nextLong(), numbers);
            Disposable events = engine.events(EventFilter.all(), cursor.get()).subscribe(this::tell);
            Disposable stories = host.tellStories().subscribe();
            live();
            host.expectClose();
            engine.close();
            events.dispose();
            stories.dispose();
        }
    }

    /**
     * For some time, and until some jobs have ended: each engine is given new ones, so that on a slow machine, where one
     * that lives by the clock alone ends none, no new job would ever get its turn.
     */
    private void live() throws InterruptedException {
        long enough = endings.get() + random.nextInt(60);
        end.await(80 + random.nextInt(400), TimeUnit.MILLISECONDS);
        while (endings.get() < enough && !end.await(10, TimeUnit.MILLISECONDS)) {
            continue;
        }
    }

    private void finish() {
        try (JobEngine engine = start()) {
            engine.events(EventFilter.all(), cursor.get()).subscribe(this::tell);
            new Host(engine, report, random.nextLong(), numbers)
                    .finish()
                    .doOnSuccess(unused -> report.say(Fact.Kind.DONE))
                    .block(TestEngine.PATIENCE);
        }
    }

    private void tell(JobEvent event) {
        if (event.kind().isLifecycle()) {
            if (ENDS.contains(event.kind())) {
                endings.incrementAndGet();
            }
            report.say(Fact.Kind.EVENT, event.job(), event.seq(), event.kind());
            cursor.set(event.seq());
        }
    }
}
