package io.headwater.jobs;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job as the store has it: what a list or a page shows.
 *
 * @param type the name of its type
 * @param title what people call its type
 * @param stopping what it was asked to do and has not yet done
 * @param blockedBy the paused jobs that it waits for, directly or through others
 * @param parent whose child it is
 * @param root the top of its tree; itself when it has no parent
 * @param dependsOn the shared jobs that it waits or waited for
 * @param attempt how often it was tried, from 1 on
 * @param params the job itself, as JSON, in the version of its type in which it was dispatched
 * @param progress what it reported last
 * @param startedAt when its first attempt began
 * @param error why it failed, or was put in quarantine
 * @param result what it resulted in, as JSON
 */
public record JobView(
        JobId id,
        String type,
        String title,
        JobState state,
        @Nullable StopReason stopping,
        List<JobId> blockedBy,
        @Nullable JobId parent,
        JobId root,
        List<JobId> dependsOn,
        Map<String, String> labels,
        @Nullable UniqueKey uniqueKey,
        String queue,
        int priority,
        int attempt,
        String params,
        @Nullable Progress progress,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable JobError error,
        @Nullable String result) {
    public JobView {
        blockedBy = List.copyOf(blockedBy);
        dependsOn = List.copyOf(dependsOn);
        labels = Map.copyOf(labels);
    }
}
