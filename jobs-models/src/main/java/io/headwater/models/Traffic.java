package io.headwater.models;

import io.headwater.jobs.JobException;
import io.headwater.jobs.JobQuery;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobView;
import io.headwater.jobs.Jobs;
import io.headwater.jobs.Page;
import io.headwater.models.download.Hands;
import io.headwater.models.ref.ModelRef;
import io.headwater.models.registry.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The downloads that have not ended, paused ones among them: what they have gathered is theirs. */
final class Traffic {
    private static final JobQuery LIVE = JobQuery.all()
            .ofType("models.download")
            .inState(JobState.SCHEDULED, JobState.QUEUED, JobState.RUNNING, JobState.WAITING, JobState.PAUSED)
            .withLimit(200);

    private final Depot depot;
    private final BiFunction<ModelRef, ModelDownloadJob, Wanted> wanted;

    Traffic(Depot depot, BiFunction<ModelRef, ModelDownloadJob, Wanted> wanted) {
        this.depot = depot;
        this.wanted = wanted;
    }

    /**
     * A download.
     *
     * @param files where its files lie, in part or whole
     */
    record Download(ModelRef ref, JobView view, Set<Path> files) {}

    Flux<Download> in(Jobs jobs) {
        return jobs.list(LIVE)
                .expand(page -> page.next() == null ? Mono.empty() : jobs.list(LIVE.after(page.next())))
                .flatMapIterable(Page::items)
                .concatMap(job -> Hands.free().blocking(() -> download(job)));
    }

    /** Null where it goes to a folder of somebody's own; and where nobody can read it: then it gathers nothing. */
    private @Nullable Download download(JobView view) throws IOException {
        try {
            ModelDownloadJob job = JsonMapper.shared().readValue(view.params(), ModelDownloadJob.class);
            var files = new HashSet<Path>();
            for (Place place : wanted.apply(job.ref(), job).places()) {
                files.addAll(Holding.of(depot, place).paths());
            }
            return job.to() == null ? new Download(job.ref(), view, files) : null;
        } catch (JacksonException | JobException unreadable) {
            return null;
        }
    }
}
