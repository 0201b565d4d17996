package io.headwater.cli.jobs;

import io.headwater.cli.screen.Screen;
import io.headwater.cli.screen.Words;
import io.headwater.cli.work.Unfinished;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobTree;
import io.headwater.jobs.JobView;
import io.headwater.jobs.Jobs;
import io.headwater.models.ModelDownloadJob;
import io.headwater.models.Models;
import io.headwater.models.download.Sizes;
import io.headwater.models.library.Library;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Takes away what the downloads of a cancelled job had fetched, but for what another job needs. */
final class Cleanup {
    private static final String DOWNLOAD = "models.download";

    private final Models models;
    private final Jobs jobs;
    private final Screen screen;

    Cleanup(Models models, Jobs jobs, Screen screen) {
        this.models = models;
        this.jobs = jobs;
        this.screen = screen;
    }

    /** @return how many bytes that has freed */
    long after(JobTree cancelled) {
        List<JobView> downloads = cancelled
                .flatten()
                .map(JobTree::job)
                .filter(job -> job.type().equals(DOWNLOAD) && job.state() != JobState.COMPLETED)
                .distinct()
                .toList();
        long bytes = downloads.stream()
                .filter(download -> isFree(download, cancelled.job()))
                .mapToLong(this::discard)
                .sum();
        screen.says(bytes == 0 ? "Nothing was left of its downloads" : "%s are free".formatted(Sizes.readable(bytes)));
        return bytes;
    }

    private boolean isFree(JobView download, JobView cancelled) {
        boolean free = download.id().equals(cancelled.id())
                || !Unfinished.in(jobs).needed().contains(download.id());
        if (!free) {
            screen.says("%s stays: another job needs it".formatted(Words.name(download)));
        }
        return free;
    }

    private long discard(JobView download) {
        if (download.state().isLive()) {
            jobs.cancel(download.id(), "nobody needs it any more").block();
        }
        try {
            return discard(JsonMapper.shared().readValue(download.params(), ModelDownloadJob.class));
        } catch (JobException | JacksonException refusal) {
            screen.says(
                    Words.clean("What %s has fetched stays: %s".formatted(Words.name(download), refusal.getMessage())));
            return 0;
        }
    }

    private long discard(ModelDownloadJob download) {
        String folder = download.to();
        Library library = folder == null ? models.library() : models.library(Path.of(folder));
        return Objects.requireNonNull(
                        library.discardPartial(download.ref(), jobs).block())
                .bytes();
    }
}
