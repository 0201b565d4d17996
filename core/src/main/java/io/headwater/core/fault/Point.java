package io.headwater.core.fault;

/** Instants at which a process may be killed by a test. */
public enum Point {
    /** The transaction is written, not committed. */
    BEFORE_COMMIT,
    /** Committed; nobody has been told. */
    AFTER_COMMIT,
    /** The events are published; the callers have not been answered. */
    AFTER_PUBLISH,
    /** A checkpoint is written in a transaction that is not committed. */
    IN_CHECKPOINT,
    /** A handler was asked to pause and has not ended. */
    IN_PAUSE,
    /** The engine is closing and its handlers have been asked to stop. */
    IN_SHUTDOWN,
    /** The store is open and unfinished jobs are being put in order, not committed. */
    IN_RECOVERY
}
