package io.headwater.models;

import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobView;
import io.headwater.jobs.Progress;
import io.headwater.models.catalog.Catalog;
import io.headwater.models.ref.ModelRef;
import io.headwater.models.verify.ModelVerifyJob;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.hub.HubLookAlike;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hosts in many folders, one after the other, that cost little: they share an engine. Waiting takes no time. */
final class ManyHosts implements AutoCloseable {
    private static final Catalog CATALOG = Catalog.builtIn();

    private final StillTime time = new StillTime();
    private final HubLookAlike hub;
    private final TestEngine engine;
    private volatile @Nullable Models models;
    private volatile Consumer<Progress> listener = progress -> {};

    ManyHosts(HubLookAlike hub) {
        this.hub = hub;
        this.engine = TestEngine.builder()
                .queue("download", 2)
                .handler(
                        ModelDownloadJob.class,
                        (job, context) -> current().downloadHandler().run(job, Listening.to(context, listener)))
                .handler(
                        ModelVerifyJob.class,
                        (job, context) -> current().verifyHandler().run(job, context))
                .start();
    }

    private Models current() {
        Models chosen = models;
        if (chosen == null) {
            throw new IllegalStateException("no folder has been chosen");
        }
        return chosen;
    }

    /** From now on the models lie in this folder; nothing is remembered of those of before. */
    ManyHosts on(Path folder) {
        return on(folder, folder.resolve("state"));
    }

    ManyHosts on(Path folder, Path state) {
        models = models(folder, state);
        return this;
    }

    Models models(Path folder) {
        return models(folder, folder.resolve("state"));
    }

    Models models(Path folder, Path state) {
        return Models.builder()
                .endpoint(hub.endpoint())
                .token(() -> null)
                .offline(false)
                .hubCache(folder.resolve("hub"))
                .cacheDir(folder.resolve("others"))
                .stateDir(state)
                .catalog(CATALOG)
                .scheduler(time)
                .build();
    }

    /** From now on this hears all that downloads say of their progress. */
    void tells(Consumer<Progress> everything) {
        listener = everything;
    }

    /** What its models take for the time of day. */
    Instant now() {
        return Instant.ofEpochMilli(time.now(TimeUnit.MILLISECONDS));
    }

    TestEngine engine() {
        return engine;
    }

    JobHandle<InstalledModel> start(ModelRef ref) {
        return engine.dispatch(new ModelDownloadJob(ref));
    }

    /** A download, when it has come to its end. */
    JobView ended(ModelRef ref) {
        JobHandle<InstalledModel> job = start(ref);
        until(job, JobState.COMPLETED, JobState.FAILED);
        return engine.view(job.id());
    }

    void until(JobHandle<InstalledModel> job, JobState... states) {
        engine.until(job.id(), states[0], Arrays.copyOfRange(states, 1, states.length));
    }

    @Override
    public void close() {
        engine.close();
    }
}
