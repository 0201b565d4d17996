package io.headwater.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.scheduler.NonBlocking;

class LentTimeTest {
    private static final int ALARMS = 50_000;

    private final LentTime time = new LentTime();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    /** A worker of the engine that dies of an alarm would leave its job running for ever. */
    @Test
    void G12_workers_that_may_not_block_set_and_dispose_of_alarms_all_at_once() throws InterruptedException {
        List<Worker> workers = Stream.generate(Worker::new).limit(4).toList();
        workers.forEach(Thread::start);
        while (workers.stream().anyMatch(Thread::isAlive)) {
            time.advance(Duration.ofMillis(1));
        }
        for (Worker worker : workers) {
            worker.join();
        }
        assertThat(failures).isEmpty();
    }

    /** Who looks at the time and sets an alarm by it has it at that time, however much passes in between. */
    @Test
    void an_alarm_that_is_set_while_time_passes_is_not_late() throws InterruptedException {
        for (int round = 0; round < 5_000; round++) {
            var lent = new LentTime();
            var moment = new AtomicLong();
            var came = new AtomicBoolean();
            var setter = new Thread(() -> {
                moment.set(lent.nanos() + 1_000);
                lent.at(moment.get(), () -> came.set(true));
            });
            setter.start();
            for (int step = 0; step < 1_000; step++) {
                lent.advance(Duration.ofNanos(1));
            }
            setter.join();
            lent.advance(Duration.ofNanos(moment.get() - lent.nanos()));
            assertThat(came).isTrue();
        }
    }

    private final class Worker extends Thread implements NonBlocking {
        @Override
        public void run() {
            try {
                for (int alarm = 0; alarm < ALARMS; alarm++) {
                    Disposable set = time.after(Duration.ofMillis(alarm % 3), () -> {});
                    set.dispose();
                }
            } catch (Throwable failure) {
                failures.add(failure);
            }
        }
    }
}
