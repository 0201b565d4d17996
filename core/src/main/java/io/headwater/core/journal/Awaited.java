package io.headwater.core.journal;

/**
 * What a job waits for.
 *
 * @param jobs how many
 * @param type of the only one, or of one of them
 */
public record Awaited(long jobs, String type) {}
