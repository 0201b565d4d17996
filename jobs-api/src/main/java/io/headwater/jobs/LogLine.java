package io.headwater.jobs;

import java.time.Instant;

/**
 * One line of a job's log.
 *
 * @param seq its place: ask for what comes after it with {@link Jobs#logs}
 */
public record LogLine(long seq, Instant at, LogLevel level, String message) {}
