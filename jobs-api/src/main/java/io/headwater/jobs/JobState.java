package io.headwater.jobs;

/** Where a job stands. The documentation of each says what it is waiting for. */
public enum JobState {
    /** Its start time has not come, or it rests between two attempts. */
    SCHEDULED,
    /** It may start and waits for a free slot of its queue. */
    QUEUED,
    /** Its handler is at work and holds a slot. */
    RUNNING,
    /** It waits for other jobs to end and holds no slot. */
    WAITING,
    /** Somebody paused it; it goes on when somebody resumes it. */
    PAUSED,
    /** Its handler returned. */
    COMPLETED,
    /** Its handler failed and no retry is left. */
    FAILED,
    /** Somebody cancelled it. */
    CANCELLED,
    /** It cannot be read, or no handler knows it; kept as it is until one does. */
    QUARANTINED;

    /** Whether work is still to be done and the engine is in charge of it. */
    public boolean isLive() {
        return switch (this) {
            case SCHEDULED, QUEUED, RUNNING, WAITING, PAUSED -> true;
            case COMPLETED, FAILED, CANCELLED, QUARANTINED -> false;
        };
    }

    /** Whether it has come to an end; only {@link Jobs#retry} of a failed or cancelled job changes that. */
    public boolean isEnded() {
        return switch (this) {
            case COMPLETED, FAILED, CANCELLED -> true;
            case SCHEDULED, QUEUED, RUNNING, WAITING, PAUSED, QUARANTINED -> false;
        };
    }
}
