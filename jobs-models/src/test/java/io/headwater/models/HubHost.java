package io.headwater.models;

import static io.headwater.jobs.JobState.FAILED;

import io.headwater.jobs.JobError;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobState;
import io.headwater.models.cache.HubCache;
import io.headwater.models.cache.RepoFolder;
import io.headwater.models.ref.ModelRef;
import io.headwater.models.ref.RepoType;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.hub.HubLookAlike;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** A host whose models come from a hub on this machine, and for which waiting takes no time. */
final class HubHost implements AutoCloseable {
    // The less of it passes at once, the longer may a real thread be kept waiting before its silence is noticed.
    private static final Duration MOMENT = Duration.ofMillis(50);

    private final StillTime time = new StillTime();
    private final Path folder;
    private final TestEngine engine;

    HubHost(Path folder, HubLookAlike hub) {
        this(folder, hub, setup -> setup);
    }

    HubHost(Path folder, HubLookAlike hub, UnaryOperator<Models.Builder> more) {
        this.folder = folder;
        Models models = more.apply(models(folder, hub).scheduler(time)).build();
        engine = TestEngine.builder()
                .queue("download", 2)
                .handler(ModelDownloadJob.class, models.downloadHandler())
                .handler(Transcribe.class, Transcribe.handler(models))
                .start();
    }

    /** What is as a rule the same: a hub that knows who asks, and all that is kept in one folder. */
    static Models.Builder models(Path folder, HubLookAlike hub) {
        hub.token(Canary.TOKEN);
        return Models.builder()
                .endpoint(hub.endpoint())
                .token(() -> Canary.TOKEN)
                .offline(false)
                .hubCache(folder.resolve("hub"))
                .cacheDir(folder.resolve("others"))
                .stateDir(folder.resolve("state"));
    }

    TestEngine engine() {
        return engine;
    }

    JobHandle<InstalledModel> start(String ref) {
        return engine.dispatch(new ModelDownloadJob(ModelRef.parse(ref)));
    }

    InstalledModel installed(String ref) {
        JobHandle<InstalledModel> job = start(ref);
        until(job, JobState.COMPLETED);
        return TestEngine.now(job.result());
    }

    JobError failure(String ref) {
        JobHandle<InstalledModel> job = start(ref);
        until(job, FAILED);
        return Objects.requireNonNull(
                TestEngine.now(engine.jobs().find(job.id())).error());
    }

    List<String> log(JobHandle<?> job) {
        return engine.log(job.id());
    }

    /** As time passes. */
    void untilItSays(JobHandle<InstalledModel> job, String words) {
        engine.until("the download to say " + words, () -> {
            time.advanceBy(Duration.ofMillis(250));
            return log(job).stream().anyMatch(line -> line.contains(words));
        });
    }

    /** As time passes. */
    void until(JobHandle<InstalledModel> job, JobState state) {
        engine.until("the download to be " + state, () -> {
            time.advanceBy(MOMENT);
            return TestEngine.now(job.state()) == state;
        });
    }

    RepoFolder repo(String id) {
        return new HubCache(folder.resolve("hub")).repo(RepoType.MODEL, id);
    }

    @Override
    public void close() {
        engine.close();
    }
}
