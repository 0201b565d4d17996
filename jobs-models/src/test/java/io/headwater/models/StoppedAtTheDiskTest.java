package io.headwater.models;

import static io.headwater.jobs.JobState.CANCELLED;
import static io.headwater.jobs.JobState.COMPLETED;
import static io.headwater.jobs.JobState.PAUSED;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.JobHandle;
import io.headwater.models.disk.Call;
import io.headwater.models.disk.Fault;
import io.headwater.models.disk.FaultyDisk;
import io.headwater.models.ref.ModelRef;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.hub.Content;
import io.headwater.testkit.hub.Hold;
import io.headwater.testkit.hub.HubLookAlike;
import io.headwater.testkit.hub.Origin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

/** A download is asked to stop while it verifies and publishes, whatever was there when that attempt began. */
class StoppedAtTheDiskTest {
    private static final Content WEIGHTS = Content.generated(1, 1_000_000);
    private static final ModelRef ALL = ModelRef.parse("hf:org/tiny");
    private static final String FILE = "org/tiny:model.bin";
    private static final List<Long> THERE = List.of(0L, 1L, WEIGHTS.size() / 2, WEIGHTS.size() - 1);

    @TempDir
    private Path folder;

    private final HubLookAlike hub = HubLookAlike.start();
    private final ManyHosts hosts = new ManyHosts(hub);

    /** Holds a disk back where a moment comes, until it is released. */
    private static final class Pause implements Fault {
        private final Moment moment;
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        Pause(Moment moment) {
            this.moment = moment;
        }

        @Override
        public void befalls(Call call) throws IOException {
            if (moment.comesWith(call)) {
                reached.countDown();
                awaitRelease();
            }
        }

        private void awaitRelease() throws IOException {
            try {
                released.await();
            } catch (InterruptedException stop) {
                throw new IOException("nobody interrupts who works on files", stop);
            }
        }
    }

    @BeforeEach
    void commit() {
        hub.model("org/tiny").lfs("model.bin", WEIGHTS).commit();
    }

    @AfterEach
    void close() {
        hosts.close();
        hub.close();
    }

    @ParameterizedTest
    // What has been sent meanwhile and cannot be written is sent again: those two moments are of another kind.
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"WRITING", "NOTING"})
    void M3_M10_paused_it_goes_on_and_fetches_nothing_twice(Moment moment) throws IOException {
        int reached = 0;
        for (long there : THERE) {
            FaultyDisk disk = diskWith(moment, there);
            JobHandle<InstalledModel> job = pausedWith(there, disk);
            if (isReached(moment, disk, job, job::pause)) {
                hosts.until(job, PAUSED, COMPLETED);
                isWholeOrNothing(disk);
                reached++;
            }
            disk.heals();
            if (TestEngine.now(job.state()) == PAUSED) {
                TestEngine.done(job.resume());
            }
            hosts.until(job, COMPLETED);
            isWholeAndAlone(disk);
        }
        assertThat(reached).isPositive();
    }

    @ParameterizedTest
    // What has been sent meanwhile and cannot be written is sent again: those two moments are of another kind.
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"WRITING", "NOTING"})
    void M3_M10_cancelled_it_leaves_nothing_wrong_and_the_next_fetches_nothing_twice(Moment moment) throws IOException {
        int reached = 0;
        for (long there : THERE) {
            FaultyDisk disk = diskWith(moment, there);
            JobHandle<InstalledModel> job = pausedWith(there, disk);
            if (isReached(moment, disk, job, job::cancel)) {
                hosts.until(job, CANCELLED, COMPLETED);
                isWholeOrNothing(disk);
                reached++;
            }
            disk.heals();
            assertThat(hosts.ended(ALL).state()).isEqualTo(COMPLETED);
            isWholeAndAlone(disk);
        }
        assertThat(reached).isPositive();
    }

    private FaultyDisk diskWith(Moment moment, long there) throws IOException {
        FaultyDisk disk = FaultyDisk.over(Files.createDirectory(folder.resolve(moment + "-" + there)));
        hosts.on(disk.root());
        hub.records().forget();
        return disk;
    }

    private JobHandle<InstalledModel> pausedWith(long bytes, FaultyDisk disk) {
        Hold hold = hub.when(FILE).at(Origin.CDN).stallsAfter(bytes);
        JobHandle<InstalledModel> job = hosts.start(ALL);
        TestEngine.done(hold.reached());
        hosts.engine().until("what has arrived to be stored", () -> ModelServer.partialIn(disk.real()) == bytes);
        TestEngine.done(job.pause());
        hosts.until(job, PAUSED);
        // The answer stands still for ever: it would be sent on, to nobody, until the server sees that nobody is there.
        hub.forgetFaults();
        return job;
    }

    /** Goes on, and is asked to stop at that moment. Answers false where it does not come. */
    private boolean isReached(
            Moment moment, FaultyDisk disk, JobHandle<InstalledModel> job, Supplier<Mono<Void>> stop) {
        var pause = new Pause(moment);
        disk.suffers(pause);
        TestEngine.done(job.resume());
        hosts.engine()
                .until(
                        "the download to be " + moment,
                        () -> pause.reached.getCount() == 0 || TestEngine.now(job.state()) == COMPLETED);
        boolean reached = pause.reached.getCount() == 0;
        if (reached) {
            TestEngine.done(stop.get());
        }
        pause.released.countDown();
        return reached;
    }

    private void isWholeOrNothing(FaultyDisk disk) {
        hosts.models(disk.real())
                .installed(ALL)
                .ifPresent(
                        model -> assertThat(model.path().resolve("model.bin")).satisfies(this::isRight));
    }

    private void isWholeAndAlone(FaultyDisk disk) throws IOException {
        isRight(hosts.models(disk.real()).path(ALL).orElseThrow().resolve("model.bin"));
        assertThat(hub.records().sent(FILE)).isEqualTo(WEIGHTS.size());
        try (Stream<Path> all = Files.walk(disk.real())) {
            assertThat(all.map(Path::toString))
                    .noneMatch(name -> name.endsWith("incomplete") || name.endsWith("draft"));
        }
    }

    private void isRight(Path file) {
        try {
            assertThat(Arrays.equals(Files.readAllBytes(file), WEIGHTS.bytes())).isTrue();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
