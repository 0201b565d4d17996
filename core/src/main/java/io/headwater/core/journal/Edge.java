package io.headwater.core.journal;

import org.jspecify.annotations.Nullable;

/**
 * What a handler dispatched or awaited.
 *
 * @param identity what it is called within the waiter
 * @param dependency whether the target is shared work rather than a child
 * @param joined whether the target was there already
 * @param awaited whether the waiter waits, or waited, for the target's end
 * @param open whether it still does
 * @param outcomeSeq the event that ended the wait
 * @param failure why the wait ended before the target did, as JSON
 * @param silenceMillis how long the target may say nothing
 * @param weight how much the target counts in the waiter's progress
 */
public record Edge(
        long waiter,
        String identity,
        long target,
        boolean dependency,
        boolean joined,
        boolean awaited,
        boolean open,
        @Nullable Long outcomeSeq,
        @Nullable String failure,
        @Nullable Long silenceMillis,
        double weight) {}
