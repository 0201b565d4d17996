package io.headwater.models;

import io.headwater.jobs.JobContext;
import io.headwater.jobs.JobHandler;
import io.headwater.models.cache.ModelCache;
import io.headwater.models.download.Digest;
import io.headwater.models.download.FileDownload;
import io.headwater.models.download.LocalFile;
import io.headwater.models.download.RemoteFile;
import io.headwater.models.ref.UrlRef;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Fetches one model. Looks first whether it is there: somebody else may have brought it meanwhile. */
final class DownloadHandler implements JobHandler<ModelDownloadJob, InstalledModel> {
    private final ModelCache cache;
    private final FileDownload download;

    DownloadHandler(ModelCache cache, FileDownload download) {
        this.cache = cache;
        this.download = download;
    }

    @Override
    public Mono<InstalledModel> run(ModelDownloadJob job, JobContext context) {
        UrlRef ref = Models.url(job.ref());
        return cache.find(ref, context)
                .switchIfEmpty(Mono.defer(() -> fetch(ref, context)))
                .map(file -> InstalledModel.of(ref, file));
    }

    private Mono<LocalFile> fetch(UrlRef ref, JobContext context) {
        var file = new RemoteFile(ref.name(), ref.location(), digestOf(ref));
        return download.fetch(file, cache.place(ref), context).flatMap(fetched -> cache.remember(fetched, context));
    }

    private static @Nullable Digest digestOf(UrlRef ref) {
        return ref.sha256() == null ? null : Digest.sha256(ref.sha256());
    }
}
