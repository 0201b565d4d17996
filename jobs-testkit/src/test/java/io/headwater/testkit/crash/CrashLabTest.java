package io.headwater.testkit.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.core.JobEngine;
import io.headwater.core.fault.Point;
import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

/**
 * The kill lab: a process with jobs of all kinds in flight is killed with -9, again and again, and nothing that it had
 * acknowledged is lost. {@code -Dheadwater.crash.kills=300} kills more often, {@code -Dheadwater.crash.seed=7} aims as
 * another run did; a failed campaign leaves its folder.
 */
@Tag("G1")
@Tag("G10")
@Tag("G11")
class CrashLabTest {
    private static final int KILLS_PER_STORE = 60;

    static Stream<Campaign> campaigns() {
        int kills = Integer.getInteger("headwater.crash.kills", Boolean.getBoolean("headwater.long") ? 1_000 : 60);
        long seed =
                Long.getLong("headwater.crash.seed", ThreadLocalRandom.current().nextInt(1_000_000));
        return IntStream.iterate(0, done -> done < kills, done -> done + KILLS_PER_STORE)
                .mapToObj(done -> new Campaign(seed + done, Math.min(KILLS_PER_STORE, kills - done)));
    }

    /** So many kills of processes that work on the same store. */
    record Campaign(long seed, int kills) {
        @Override
        public String toString() {
            return "%d kills, seed %d".formatted(kills, seed);
        }
    }

    @ParameterizedTest
    @MethodSource("campaigns")
    @Timeout(600)
    void K01_K02_K03_what_was_acknowledged_is_there_after_every_kill(
            Campaign campaign, @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) throws InterruptedException {
        try (var lab = new Lab(folder, campaign.seed())) {
            lab.run(campaign.kills());
            System.out.println("Crash lab: " + lab.summary());
        }
    }

    /** The right to a file goes with the process; there is no lease to wait for. */
    @Test
    void K13_a_live_owner_keeps_the_file_and_a_killed_one_blocks_nobody(@TempDir Path folder)
            throws InterruptedException {
        Path file = folder.resolve("jobs.db");
        var orders = new Orders(file, 1, 1, 0, Point.BEFORE_COMMIT, 20, false);
        try (Child owner = Child.start(CrashLabMain.class, folder, "owner", orders.arguments())) {
            owner.await(Fact.Kind.PARKED);
            assertThatThrownBy(() -> open(file).close())
                    .isInstanceOfSatisfying(
                            JobException.class,
                            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.STORE_BUSY))
                    .hasMessageContaining(Long.toString(owner.pid()));
            owner.kill();
            open(file).close();
        }
    }

    private static JobEngine open(Path file) {
        return JobEngine.builder()
                .database(file)
                .handler(Errand.class, (errand, context) -> context.interruptible(Mono.never()))
                .start();
    }
}
