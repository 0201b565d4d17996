package io.headwater.core.journal;

import io.headwater.jobs.UniqueKey;
import org.jspecify.annotations.Nullable;

/**
 * A job that is not stored yet.
 *
 * @param dueAt when it may start; null for at once
 * @param parent null for a root
 * @param root of the parent; null for a root
 */
public record NewJob(
        String type,
        int version,
        String params,
        String queue,
        int priority,
        @Nullable UniqueKey key,
        @Nullable Long dueAt,
        @Nullable Long parent,
        @Nullable Long root,
        @Nullable String options,
        @Nullable String labels) {

    /** For one whose time came before it could be stored. */
    public NewJob dueAtOnce() {
        return new NewJob(type, version, params, queue, priority, key, null, parent, root, options, labels);
    }

    public NewJob below(JobRow row) {
        return new NewJob(type, version, params, queue, priority, key, dueAt, row.id(), row.root(), options, labels);
    }

    /** The row that it becomes. */
    JobRow stored(long id, long now) {
        return new JobRow(
                id,
                type,
                version,
                params,
                queue,
                priority,
                key,
                parent,
                root == null ? id : root,
                now,
                options,
                labels,
                dueAt == null ? Standing.fresh() : Standing.scheduled(dueAt));
    }
}
