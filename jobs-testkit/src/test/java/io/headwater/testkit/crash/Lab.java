package io.headwater.testkit.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * One store and the processes that work on it, one after the other: each start is the restart that the next kill ends.
 *
 * <p>What is judged is a copy of the store, while the next process starts on the file itself: nobody may have opened, and
 * so mended, what a kill left before the engine does.
 */
final class Lab implements AutoCloseable {
    /** Of the processes that are not killed. */
    private static final Aim NOWHERE = new Aim(null, 0, true, 200);

    private final Path folder;
    private final long seed;
    private final Random random;
    private final Acknowledged acknowledged;
    private final Judge judge;
    private final Map<String, Integer> places = new TreeMap<>();
    private final long began = System.nanoTime();
    private int run;
    private Aim aim;
    private Child child;

    Lab(Path folder, long seed) {
        this.folder = folder;
        this.seed = seed;
        random = new Random(seed);
        acknowledged = new Acknowledged(folder.resolve("acknowledged.txt"));
        judge = new Judge(acknowledged);
        aim = Aim.of(0, random);
        child = start(false);
    }

    /** Kills so many processes, ends one as an operator would, and lets the last one bring all jobs to their end. */
    void run(int kills) throws InterruptedException {
        try {
            for (int kill = 1; kill <= kills; kill++) {
                judge.afterKill(kill(kill < kills ? Aim.of(kill, random) : NOWHERE));
            }
            judge.afterClose(terminate());
            judge.atTheEnd(finish());
        } catch (AssertionError found) {
            throw new AssertionError(
                    "before run %d of seed %d, in %s: %s".formatted(run, seed, folder, found.getMessage()), found);
        }
    }

    private Snapshot kill(Aim next) throws InterruptedException {
        reach();
        child.kill();
        places.merge(aim.place(), 1, Integer::sum);
        System.out.println("run %d: killed %s".formatted(run, aim));
        takeOver();
        aim = next;
        child = start(false);
        return snapshot();
    }

    private Snapshot terminate() throws InterruptedException {
        reach();
        child.terminate();
        takeOver();
        child = start(true);
        return snapshot();
    }

    private Snapshot finish() throws InterruptedException {
        child.await(Fact.Kind.DONE);
        child.expectEnd(0);
        takeOver();
        return snapshot();
    }

    private void reach() throws InterruptedException {
        if (aim.point() != null) {
            child.await(Fact.Kind.PARKED);
        } else if (aim.afterOpen()) {
            child.await(Fact.Kind.OPEN);
        }
        child.live(aim.millis());
    }

    private Child start(boolean finish) {
        run++;
        var orders = new Orders(
                file("jobs.db"), run, random.nextLong(), acknowledged.cursor(), aim.point(), aim.pass(), finish);
        return Child.start(CrashLabMain.class, folder, "run-" + run, orders.arguments());
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    /** Takes what the process said, and a copy of what it left. */
    private void takeOver() {
        assertThat(child.log()).as("what the process logged").doesNotContain(" ERROR ");
        acknowledged.add(run, child.facts());
        child.close();
        try {
            copy("jobs.db");
            copy("jobs.db-wal");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void copy(String name) throws IOException {
        Path copy = file("judged-" + name);
        if (Files.exists(file(name))) {
            Files.copy(file(name), copy, StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.deleteIfExists(copy);
        }
    }

    private Snapshot snapshot() {
        return Snapshot.of(file("judged-jobs.db"), judge.lastSeq());
    }

    String summary() {
        return "%d kills %s; %d jobs, %d events, %d facts acknowledged; %d runs went on after a kill, %d after a close; %d s"
                .formatted(
                        places.values().stream().mapToInt(Integer::intValue).sum(),
                        places,
                        judge.jobs(),
                        judge.events(),
                        acknowledged.count(),
                        judge.goneOnAfterKill(),
                        judge.goneOnAfterClose(),
                        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began));
    }

    @Override
    public void close() {
        child.close();
    }
}
