package io.headwater.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Disposable;

class WorkersTest {
    static Stream<Throwable> what_an_alarm_fails_with() {
        return Stream.of(
                new IllegalStateException("a clock of the host's that is shut down"),
                new OutOfMemoryError("unable to create native thread"));
    }

    @ParameterizedTest
    @MethodSource("what_an_alarm_fails_with")
    void handlers_go_on_though_no_alarm_can_be_set_and_the_next_tries_to_set_it_again_K06(Throwable failure)
            throws InterruptedException {
        var time = new TimeWithoutAlarms(failure);
        var workers = new Workers(1, Thread::new, time);
        try {
            var done = new CountDownLatch(2);
            workers.execute(1, done::countDown);
            workers.execute(2, done::countDown);
            assertThat(done.await(30, TimeUnit.SECONDS)).as("both to be run").isTrue();
            assertThat(time.asked.get()).isEqualTo(2);
        } finally {
            workers.close();
        }
    }

    private static final class TimeWithoutAlarms implements TimeSource {
        private final Throwable failure;
        private final AtomicInteger asked = new AtomicInteger();

        TimeWithoutAlarms(Throwable failure) {
            this.failure = failure;
        }

        @Override
        public Instant now() {
            return Instant.EPOCH;
        }

        @Override
        public long nanos() {
            return 0;
        }

        @Override
        public Disposable after(Duration delay, Runnable task) {
            asked.incrementAndGet();
            if (failure instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failure;
        }
    }
}
