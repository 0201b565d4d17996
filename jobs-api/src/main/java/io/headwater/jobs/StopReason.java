package io.headwater.jobs;

/** Why a running handler is asked to end. */
public enum StopReason {
    PAUSE,
    CANCEL,
    /** The engine is closing; the job goes on by itself at the next start. */
    SHUTDOWN,
    TIMEOUT
}
