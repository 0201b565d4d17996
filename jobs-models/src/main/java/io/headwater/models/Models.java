package io.headwater.models;

import io.headwater.jobs.JobContext;
import io.headwater.jobs.JobHandler;
import io.headwater.models.cache.ModelCache;
import io.headwater.models.download.FileDownload;
import io.headwater.models.ref.ModelRef;
import io.headwater.models.ref.UrlRef;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The models of one machine: jobs ask for them here, and get them from here.
 *
 * <p>The engine must know {@link #downloadHandler()} and have a queue named {@code download}, whose slots say how many
 * models are fetched at once.
 */
public final class Models {
    private final ModelCache cache;
    private final FileDownload download;
    private final boolean autoDownload;

    private Models(Path cacheDir, Builder setup) {
        this.cache = new ModelCache(cacheDir);
        this.download = setup.download.build();
        this.autoDownload = setup.autoDownload;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** What the engine needs in order to carry out a {@link ModelDownloadJob}. */
    public JobHandler<ModelDownloadJob, InstalledModel> downloadHandler() {
        return new DownloadHandler(cache, download);
    }

    /**
     * The model, as soon as it is on this machine. What is missing is downloaded, once however many jobs ask for it, and
     * the job that asks waits without holding a slot; its log tells the story. Errors with {@code DEPENDENCY_FAILED} or
     * {@code DEPENDENCY_CANCELLED} when the download came to nothing, and with {@code MODEL_MISSING} when downloads are
     * switched off.
     *
     * <p>For the first phase of a handler: it may wait, so the handler may be run again from its top. A handler that needs
     * several models asks for one after the other, and for each of them once.
     */
    public Mono<InstalledModel> ensureModel(JobContext context, ModelRef ref) {
        return Mono.defer(() -> new Acquisition(cache, download, autoDownload, url(ref), context).run());
    }

    /** Where the file of a model lies, or will lie. */
    public Path path(ModelRef ref) {
        return cache.place(url(ref));
    }

    /** The only kind of reference, and of checksum, that can be followed so far. */
    static UrlRef url(ModelRef ref) {
        if (ref instanceof UrlRef url
                && (url.checksum() == null || url.checksum().algorithm().equals("SHA-256"))) {
            return url;
        }
        throw ModelErrors.notYet(ref);
    }

    /** Puts {@link Models} together. */
    public static final class Builder {
        private @Nullable Path cacheDir;
        private boolean autoDownload = true;
        private final FileDownload.Builder download = FileDownload.builder();

        private Builder() {}

        /** Where the models lie. Needed. */
        public Builder cacheDir(Path directory) {
            cacheDir = directory;
            return this;
        }

        /** Whether a missing model is downloaded when a job asks for it; true by default. */
        public Builder autoDownload(boolean allowed) {
            autoDownload = allowed;
            return this;
        }

        /** Whether models may come from this machine itself and from private networks; false by default. */
        public Builder allowPrivate(boolean allowed) {
            download.allowPrivate(location -> allowed);
            return this;
        }

        /** For tests, which have no time to wait. */
        Builder scheduler(Scheduler lent) {
            download.scheduler(lent);
            return this;
        }

        public Models build() {
            if (cacheDir == null) {
                throw new IllegalArgumentException("models need a cacheDir, the directory where they lie");
            }
            return new Models(cacheDir, this);
        }
    }
}
