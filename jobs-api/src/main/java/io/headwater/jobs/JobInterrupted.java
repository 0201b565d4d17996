package io.headwater.jobs;

/**
 * Ends a handler that was asked to stop. Handlers let it pass: it means "ended as asked", is never counted as a failure
 * and uses up no retry.
 */
public final class JobInterrupted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final StopReason reason;

    public JobInterrupted(StopReason reason) {
        super(
                "The job was asked to stop (" + reason.name().toLowerCase(java.util.Locale.ROOT) + ").",
                null,
                false,
                false);
        this.reason = reason;
    }

    public StopReason reason() {
        return reason;
    }
}
