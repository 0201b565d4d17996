package io.headwater.jobs;

/**
 * Work as a value: what is to be done, never how. A job is a record annotated with {@link JobType}; its components are
 * stored as JSON, so that the work survives the process, and a {@link JobHandler} carries it out.
 *
 * <p>{@code R} is what the work results in. It is read from the record's {@code implements Job<…>} when the handler is
 * registered and must be a real type there; use {@link Void} for work without a result.
 *
 * @param <R> what the work results in
 */
public interface Job<R> {}
