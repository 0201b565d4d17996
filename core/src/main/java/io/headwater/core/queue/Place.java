package io.headwater.core.queue;

/**
 * A job's place among those that wait for a slot.
 *
 * @param begun whether the job has run before
 */
public record Place(long job, int priority, boolean begun) {}
