package io.headwater.models.download;

import io.headwater.jobs.Job;
import io.headwater.jobs.JobError;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobType;
import io.headwater.models.StillTime;
import io.headwater.testkit.TestEngine;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** Downloads in a real engine, from servers on this machine, whose waiting takes no time. */
final class Downloads implements AutoCloseable {
    private static final Duration QUARTER = Duration.ofMillis(250);
    private static final int LESS_THAN_SILENCE = 100;
    private static final Duration MOMENT = Duration.ofMillis(50);
    private static final int LESS_THAN_TWO_SILENCES = 1_100;

    private final StillTime time = new StillTime();
    private final Path folder;
    private final Network network;
    private final TestEngine engine;

    @JobType(name = "test.download")
    record Get(RemoteFile file) implements Job<LocalFile> {}

    Downloads(Path folder, UnaryOperator<FileDownload.Builder> setup) {
        this(folder, setup, FetchOptions.defaults());
    }

    Downloads(Path folder, UnaryOperator<FileDownload.Builder> setup, FetchOptions options) {
        this(folder, network -> network, setup, options);
    }

    /** Over a network that is another one. */
    static Downloads over(UnaryOperator<Network.Builder> other, Path folder) {
        return over(other, setup -> setup, folder);
    }

    static Downloads over(
            UnaryOperator<Network.Builder> other, UnaryOperator<FileDownload.Builder> setup, Path folder) {
        return new Downloads(folder, other, setup, FetchOptions.defaults());
    }

    private Downloads(
            Path folder,
            UnaryOperator<Network.Builder> other,
            UnaryOperator<FileDownload.Builder> setup,
            FetchOptions options) {
        this.folder = folder;
        network = other.apply(Network.builder().allowPrivate(location -> true).scheduler(time))
                .build();
        FileDownload download = setup.apply(FileDownload.builder(network)).build();
        engine = TestEngine.builder()
                .queue("default", 4)
                .handler(
                        Get.class,
                        (job, context) ->
                                download.fetch(job.file(), target(job.file().name()), context, options))
                .start();
    }

    JobHandle<LocalFile> start(RemoteFile file) {
        return engine.dispatch(new Get(file));
    }

    LocalFile get(RemoteFile file) {
        return TestEngine.now(start(file).result());
    }

    JobError failureOf(JobHandle<LocalFile> job) {
        return Objects.requireNonNull(engine.until(job.id(), JobState.FAILED).error());
    }

    JobError failureOf(RemoteFile file) {
        return failureOf(start(file));
    }

    LocalFile resultOf(JobHandle<LocalFile> job) {
        engine.until(job.id(), JobState.COMPLETED);
        return TestEngine.now(job.result());
    }

    List<String> log(JobHandle<LocalFile> job) {
        return engine.log(job.id());
    }

    /** Waits until the job has said this. */
    void untilItSays(JobHandle<LocalFile> job, String words) {
        engine.until("the job to say " + words, () -> log(job).stream().anyMatch(line -> line.contains(words)));
    }

    void until(String what, BooleanSupplier so) {
        engine.until(what, so);
    }

    /**
     * Lets time pass, a little at a time, until it is so. To be used where a source must say something meanwhile: never so
     * long that its silence is noticed, for what real threads have to do takes no time of this kind.
     */
    void untilWithTime(String what, BooleanSupplier so) {
        var left = new AtomicInteger(LESS_THAN_SILENCE);
        until(what, () -> isSo(so, left, QUARTER));
    }

    /**
     * Lets time pass until the silence of a source is noticed, which ends in this. It is never the time of a second silence:
     * what is done about the first one takes none of it, however long that takes on a busy machine.
     */
    void untilSilenceEndsIn(String what, BooleanSupplier so) {
        var left = new AtomicInteger(LESS_THAN_TWO_SILENCES);
        until(what, () -> isSo(so, left, MOMENT));
    }

    /** If it is not, lets a little time pass. */
    private boolean isSo(BooleanSupplier so, AtomicInteger left, Duration step) {
        boolean done = so.getAsBoolean();
        if (!done && left.getAndDecrement() > 0) {
            advance(step);
        }
        return done;
    }

    /** Lets time pass, once nobody is at work: he might be about to set an alarm. */
    void advance(Duration by) {
        until("all to rest", () -> !engine.engine().isBusy());
        time.advanceBy(by);
    }

    void untilItRests() {
        time.untilSomebodyRests();
    }

    /** Lets the rest pass that the job has taken or is about to take, and not a moment more. */
    void letRestPass() {
        time.letRestPass();
    }

    Network network() {
        return network;
    }

    TestEngine engine() {
        return engine;
    }

    Path target(String name) {
        return folder.resolve(name);
    }

    static RemoteFile file(URI location) {
        return new RemoteFile("tiny.bin", location, null);
    }

    @Override
    public void close() {
        engine.close();
    }
}
