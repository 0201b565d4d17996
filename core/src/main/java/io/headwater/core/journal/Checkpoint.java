package io.headwater.core.journal;

/**
 * Where a job goes on from.
 *
 * @param version of the job's type, when it was stored
 * @param state as JSON
 */
public record Checkpoint(int version, String state) {}
