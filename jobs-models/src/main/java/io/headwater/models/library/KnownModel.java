package io.headwater.models.library;

import io.headwater.jobs.JobId;
import io.headwater.jobs.JobView;
import io.headwater.jobs.Progress;
import io.headwater.models.cache.Hazard;
import io.headwater.models.catalog.ModelType;
import io.headwater.models.ref.ModelRef;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model that is known by name, or that lies on this machine.
 *
 * @param description one line; empty where nobody has written one
 * @param license as people write it; null where nobody knows
 * @param bytes how large all of its files are; null where nobody knows
 * @param approximate whether that is only about right
 * @param source where people can read about it; null where there is no such place
 * @param verified whether it is here and its source has said which bytes each file must have
 * @param gated whether its source gives it only to those who have accepted its terms, as far as that is known
 * @param deprecated why nobody should begin to use it; null where no such reason is known
 * @param revision which version of it is here; null where none is, or where there are no versions
 * @param path where it lies; null where it does not, or not all of it
 * @param hazards those of its files that may do something to whoever loads them, as far as they are known
 * @param job which downloads it; null where none does, or nobody has asked the jobs
 * @param progress how far that job is; null before it has said so
 */
public record KnownModel(
        ModelRef ref,
        ModelType type,
        String provider,
        String description,
        List<String> tags,
        @Nullable String license,
        @Nullable Long bytes,
        boolean approximate,
        @Nullable String source,
        ModelStatus status,
        boolean verified,
        boolean gated,
        @Nullable String deprecated,
        @Nullable String revision,
        @Nullable Path path,
        Map<String, Hazard> hazards,
        @Nullable JobId job,
        @Nullable Progress progress) {
    public KnownModel {
        tags = List.copyOf(tags);
        hazards = Collections.unmodifiableMap(new LinkedHashMap<>(hazards));
    }

    /** The same, while a job downloads it. What is whole is that until something else is. */
    KnownModel with(JobView download) {
        ModelStatus coming = switch (download.state()) {
            case RUNNING -> ModelStatus.DOWNLOADING;
            case PAUSED -> ModelStatus.PAUSED;
            case SCHEDULED, QUEUED, WAITING -> ModelStatus.QUEUED;
            case COMPLETED, FAILED, CANCELLED, QUARANTINED -> status;
        };
        return new KnownModel(
                ref,
                type,
                provider,
                description,
                tags,
                license,
                bytes,
                approximate,
                source,
                status.isWhole() ? status : coming,
                verified,
                gated,
                deprecated,
                revision,
                path,
                hazards,
                download.id(),
                download.progress());
    }

    public String name() {
        return ref.name();
    }

    /** Whether there is something of it on this machine. */
    public boolean isHere() {
        return status.isWhole() || status == ModelStatus.PARTIAL;
    }
}
