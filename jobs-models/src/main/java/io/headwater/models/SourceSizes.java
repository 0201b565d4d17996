package io.headwater.models;

import io.headwater.models.download.FileDownload;
import io.headwater.models.library.ModelInfo;
import io.headwater.models.library.ModelRegistry;
import io.headwater.models.ref.ModelRef;
import io.headwater.models.ref.UrlRef;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** How large models are, as their sources say before anything is fetched. */
record SourceSizes(ModelRegistry registry, FileDownload download) {
    /** A story must not wait for a number. */
    private static final Duration LONGEST = Duration.ofSeconds(5);

    /** Empty when the source does not say, for whatever reason. */
    Mono<Long> of(ModelRef ref) {
        return registry.query(ref, false).flatMap(this::size).timeout(LONGEST).onErrorResume(unknown -> Mono.empty());
    }

    private Mono<Long> size(ModelInfo info) {
        Long bytes = info.bytes();
        if (bytes != null) {
            return Mono.just(bytes);
        }
        return info.place() instanceof UrlRef url ? download.size(url.location()) : Mono.empty();
    }
}
