package io.headwater.models.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

class RateLimitTest {
    private static final int CHUNK = 64 * 1024;

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final AtomicLong arrived = new AtomicLong();

    @Test
    void N16_two_megabytes_a_second_are_two_megabytes_a_second_for_all_who_share_it() {
        RateLimit limit = RateLimit.of(2_000_000);
        receiveFor(limit);
        receiveFor(limit);
        receiveFor(limit);

        time.advanceTimeBy(Duration.ofSeconds(10));

        assertThat(arrived.get()).isBetween(18_000_000L, 22_000_000L);
    }

    @Test
    void M4_it_may_be_changed_and_lifted_while_somebody_waits() {
        RateLimit limit = RateLimit.of(1_000);
        receiveFor(limit);
        time.advanceTimeBy(Duration.ofSeconds(10));
        long slow = arrived.get();
        assertThat(slow).isLessThanOrEqualTo(CHUNK);

        limit.set(1_000_000);
        time.advanceTimeBy(Duration.ofSeconds(10));
        assertThat(arrived.get() - slow).isBetween(9_000_000L, 11_000_000L);

        Mono<Void> waiting = limit.admit(50_000_000, time);
        var done = new boolean[1];
        waiting.subscribe(nothing -> {}, failure -> {}, () -> done[0] = true);
        assertThat(done[0]).isFalse();
        limit.set(1_000_000_000_000L);
        time.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(done[0]).isTrue();
    }

    @Test
    void what_nobody_took_is_not_saved_up() {
        RateLimit limit = RateLimit.of(1_000_000);
        time.advanceTimeBy(Duration.ofHours(1));
        receiveFor(limit);

        time.advanceTimeBy(Duration.ofSeconds(10));

        assertThat(arrived.get()).isBetween(9_000_000L, 11_000_000L);
    }

    @Test
    void no_limit_lets_nobody_wait() {
        assertThat(RateLimit.none().admit(Integer.MAX_VALUE, time).blockOptional(Duration.ZERO))
                .isEmpty();
    }

    /** Without end: one chunk after the other. */
    private void receiveFor(RateLimit limit) {
        limit.admit(CHUNK, time)
                .then(Mono.fromRunnable(() -> arrived.addAndGet(CHUNK)))
                .then(Mono.delay(Duration.ofMillis(1), time))
                .repeat()
                .subscribe();
    }
}
