package io.headwater.core.lifecycle;

import io.headwater.core.journal.NewJob;
import org.jspecify.annotations.Nullable;

/**
 * Something to be dispatched, or waited for.
 *
 * @param identity what it is called within the waiter
 * @param job to be dispatched or joined; null when {@code target} is there already
 * @param target a job that is there already; 0 when {@code job} is to be dispatched
 * @param silenceMillis how long the awaited job may be silent
 * @param weight how much it counts in the progress of who dispatches it or waits for it
 */
public record Wait(
        String identity,
        @Nullable NewJob job,
        long target,
        @Nullable Long silenceMillis,
        double weight) {}
