package io.headwater.testkit.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.Durability;
import io.headwater.core.JobEngine;
import io.headwater.jobs.JobHandle;
import io.headwater.testkit.OtherJvm;
import io.headwater.testkit.TestEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

/**
 * What a power cut leaves. No test can cut the power, but what it takes is known: of what was written to the log since it
 * was last synced, any part may be missing. So logs are cut where a power cut may have cut them, and whether what is
 * acknowledged was synced before is seen in the calls to the operating system.
 */
@Tag("G1")
class PowerCutTest {
    private static final int CUTS = 12;

    @TempDir
    Path folder;

    @Test
    void B12_whatever_of_the_log_is_lost_the_store_is_sound_and_no_number_is_used_twice() throws Exception {
        long seed = ThreadLocalRandom.current().nextInt(1_000_000);
        var random = new Random(seed);
        Path live = Files.createDirectory(folder.resolve("live"));
        WalFile wal = workAndKill(live, seed);
        Snapshot whole = Snapshot.of(copy(live, wal.cutAfter(wal.frames(), 0)), 0);
        List<Integer> commits = wal.commits();
        assertThat(commits).as("transactions of seed %d", seed).hasSizeGreaterThan(10);

        // The first transaction reserves numbers and is synced whatever the setting, so that one is always there.
        int synced = commits.get(0) + 1;
        assertSound("all that must be there", live, whole, wal.cutAfter(synced, 0));
        for (int number = 0; number < CUTS; number++) {
            int frame = synced + random.nextInt(wal.frames() - synced);
            int bytes = random.nextInt(4_000);
            assertSound(
                    "frame %d and %d bytes, seed %d".formatted(frame, bytes, seed),
                    live,
                    whole,
                    wal.cutAfter(frame, bytes));
            assertSound("all but frame %d, seed %d".formatted(frame, seed), live, whole, wal.without(frame));
            int commit = commits.get(random.nextInt(commits.size()));
            assertSound("up to commit %d, seed %d".formatted(commit, seed), live, whole, wal.cutAfter(commit + 1, 0));
        }
    }

    /** A log that holds all that happened since a process began, as its kill has left it. */
    private WalFile workAndKill(Path live, long seed) throws Exception {
        Path file = live.resolve("jobs.db");
        open(file).close();
        var orders = new Orders(file, 1, seed, 0, null, 0, false);
        try (Child child = Child.start(CrashLabMain.class, live, "work", orders.arguments())) {
            child.await(Fact.Kind.OPEN);
            TestEngine.waitFor("a log worth cutting", () -> size(live.resolve("jobs.db-wal")) > 400_000);
            child.kill();
        }
        return new WalFile(live.resolve("jobs.db-wal"));
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException notThere) {
            return 0;
        }
    }

    private Path copy(Path live, byte[] wal) throws IOException {
        Path copy = Files.createTempDirectory(folder, "cut").resolve("jobs.db");
        Files.copy(live.resolve("jobs.db"), copy);
        Files.write(copy.resolveSibling("jobs.db-wal"), wal);
        return copy;
    }

    private void assertSound(String what, Path live, Snapshot whole, byte[] wal) throws IOException {
        Path file = copy(live, wal);
        Snapshot left = Snapshot.of(file, 0);
        assertThat(left.integrity()).as(what).isEqualTo("ok");
        assertThat(left.contradictions()).as(what).isEmpty();
        assertThat(left.news())
                .as(what)
                .isEqualTo(whole.news().subList(0, left.news().size()));
        try (JobEngine engine = open(file)) {
            JobHandle<String> next = TestEngine.now(engine.dispatch(new Errand(Errand.Trade.PLAIN, 1)));
            assertThat(whole.jobs().keySet())
                    .as(what)
                    .allMatch(job -> job < next.id().value());
        }
        long last = whole.news().get(whole.news().size() - 1).seq();
        assertThat(Snapshot.of(file, 0).news())
                .as(what)
                .filteredOn(event -> left.news().stream().noneMatch(event::equals))
                .isNotEmpty()
                .allMatch(event -> event.seq() > last);
    }

    private static JobEngine open(Path file) {
        return JobEngine.builder()
                .database(file)
                .queue(Errand.SERVICE, 1)
                .crashLimit(0)
                .handler(Errand.class, (errand, context) -> context.interruptible(Mono.never()))
                .start();
    }

    /** What a process did with the log, as the operating system saw it. */
    private record Watched(int syncsBefore, int accepted, int acceptedUnsynced) {
        /** Thirty-two bytes at the beginning, which are synced in any case. */
        private static final String HEADER = ", 32, 0)";

        static Watched in(List<String> calls) {
            int syncsBefore = 0;
            int accepted = 0;
            int unsynced = 0;
            boolean dirty = false;
            for (String call : calls) {
                if (call.contains("jobs.db-wal>") && call.contains("pwrite64(") && !call.contains(HEADER)) {
                    dirty = true;
                } else if (call.contains("jobs.db-wal>") && call.contains("sync(")) {
                    syncsBefore += dirty && accepted == 0 ? 1 : 0;
                    dirty = false;
                } else if (call.contains("write(1<") && call.contains("\"" + FullMain.ACCEPTED)) {
                    accepted++;
                    unsynced += dirty ? 1 : 0;
                }
            }
            return new Watched(syncsBefore, accepted, unsynced);
        }
    }

    @ParameterizedTest
    @EnumSource
    void B12_under_FULL_all_that_is_acknowledged_was_synced_before_which_NORMAL_leaves_to_the_next_checkpoint(
            Durability durability) throws Exception {
        open(folder.resolve("jobs.db")).close();
        Path calls = folder.resolve("calls");
        List<String> watching =
                List.of("strace", "-f", "-y", "-e", "trace=pwrite64,fsync,fdatasync,write", "-o", calls.toString());
        assumeWorks(watching);
        try (OtherJvm other =
                OtherJvm.run(watching, List.of(), FullMain.class, folder.resolve("jobs.db"), durability)) {
            assertThat(other.linesToTheEnd()).hasSize(FullMain.JOBS);
        }
        Watched watched = Watched.in(Files.readAllLines(calls));
        assertThat(watched.accepted()).isEqualTo(FullMain.JOBS);
        assertThat(watched.syncsBefore()).as("the reserved numbers").isPositive();
        switch (durability) {
            case FULL -> assertThat(watched.acceptedUnsynced()).isZero();
            case NORMAL -> assertThat(watched.acceptedUnsynced()).isEqualTo(FullMain.JOBS);
        }
    }

    private static void assumeWorks(List<String> command) throws InterruptedException {
        var whole = new ArrayList<>(command);
        whole.add("true");
        boolean works;
        try {
            works = new ProcessBuilder(whole).inheritIO().start().waitFor() == 0;
        } catch (IOException missing) {
            works = false;
        }
        Assumptions.assumeTrue(works, "calls to the operating system cannot be watched here");
    }
}
