package io.headwater.core.journal;

import io.headwater.jobs.UniqueKey;
import org.jspecify.annotations.Nullable;

/**
 * A stored job.
 *
 * @param options what was asked for beyond the ordinary, as JSON; null when nothing was
 * @param labels as JSON; null when there are none
 */
public record JobRow(
        long id,
        String type,
        int version,
        String params,
        String queue,
        int priority,
        @Nullable UniqueKey key,
        @Nullable Long parent,
        long root,
        long createdAt,
        @Nullable String options,
        @Nullable String labels,
        Standing standing) {

    public JobRow with(Standing moved) {
        return new JobRow(
                id, type, version, params, queue, priority, key, parent, root, createdAt, options, labels, moved);
    }
}
