package io.headwater.cli.work;

import io.headwater.jobs.JobQuery;
import io.headwater.jobs.JobView;
import io.headwater.jobs.Jobs;
import io.headwater.jobs.Page;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/** A list of jobs from its first page to its last. */
public final class JobPages {
    private static final int LARGEST = 200;

    private JobPages() {}

    /** Newest first; a page is asked for when the one before it has been taken. */
    public static Stream<JobView> of(Jobs jobs, JobQuery query) {
        JobQuery first = query.withLimit(LARGEST);
        return jobs.list(first)
                .expand(page -> next(jobs, first, page), 1)
                .concatMapIterable(Page::items, 1)
                .toStream(1);
    }

    private static Mono<Page<JobView>> next(Jobs jobs, JobQuery query, Page<JobView> page) {
        String next = page.next();
        return next == null ? Mono.empty() : jobs.list(query.after(next));
    }
}
