package io.headwater.models.library;

import io.headwater.jobs.JobQuery;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobView;
import io.headwater.jobs.Jobs;
import io.headwater.jobs.Page;
import io.headwater.models.delivery.Depot;
import io.headwater.models.delivery.Wanted;
import io.headwater.models.download.Hands;
import io.headwater.models.ref.ModelRef;
import io.headwater.models.registry.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The downloads that have not ended, paused ones among them: what they have gathered is theirs. */
final class Traffic {
    private static final JobQuery LIVE = JobQuery.all()
            .ofType("models.download")
            .inState(JobState.SCHEDULED, JobState.QUEUED, JobState.RUNNING, JobState.WAITING, JobState.PAUSED)
            .withLimit(200);

    private final Depot depot;
    private final Function<JobView, Optional<Wanted>> wanted;

    Traffic(Depot depot, Function<JobView, Optional<Wanted>> wanted) {
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

    /** Null where it gathers nothing here. */
    private @Nullable Download download(JobView view) throws IOException {
        Optional<Wanted> wish = wanted.apply(view);
        if (wish.isEmpty()) {
            return null;
        }
        var files = new HashSet<Path>();
        for (Place place : wish.get().places()) {
            files.addAll(Holding.of(depot, place).paths());
        }
        return new Download(wish.get().ref(), view, files);
    }
}
