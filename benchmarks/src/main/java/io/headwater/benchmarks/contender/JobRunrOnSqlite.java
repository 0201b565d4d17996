package io.headwater.benchmarks.contender;

import java.nio.file.Path;
import java.time.Duration;
import org.jobrunr.configuration.JobRunr;
import org.jobrunr.configuration.JobRunrConfiguration;
import org.jobrunr.jobs.states.StateName;
import org.jobrunr.scheduling.BackgroundJob;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.storage.sql.sqlite.SqLiteStorageProvider;
import org.jobrunr.utils.mapper.jackson.JacksonJsonMapper;

/** On SQLite, with the shortest poll that its storage allows. A job waits for the next poll before it starts. */
public final class JobRunrOnSqlite implements Contender {
    private static final Duration POLL = Duration.ofSeconds(5);

    private final StorageProvider storage;
    private final int slots;

    JobRunrOnSqlite(Path folder, int slots) {
        this.slots = slots;
        storage = new SqLiteStorageProvider(SqliteSource.pooled(folder.resolve("jobrunr.db"), slots + 2));
    }

    @Override
    public void start() {
        JobRunrConfiguration configuration =
                JobRunr.configure().useJsonMapper(new JacksonJsonMapper()).useStorageProvider(storage);
        if (slots > 0) {
            configuration.useBackgroundJobServer(
                    BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()
                            .andWorkerCount(slots)
                            .andPollInterval(POLL));
        }
        configuration.initialize();
    }

    @Override
    public void dispatch(int number) {
        BackgroundJob.enqueue(() -> Started.now(number));
    }

    @Override
    public long unfinished() {
        return storage.countJobs(StateName.ENQUEUED) + storage.countJobs(StateName.PROCESSING);
    }

    @Override
    public int jobs() {
        return 10_000;
    }

    @Override
    public void close() {
        JobRunr.destroy();
    }
}
