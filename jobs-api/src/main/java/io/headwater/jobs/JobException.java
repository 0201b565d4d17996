package io.headwater.jobs;

import org.jspecify.annotations.Nullable;

/**
 * A failure that says what happened, who must act, and what to do. The kinds are few, for programs that react; the
 * {@linkplain #code() codes} are many.
 */
public abstract sealed class JobException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final Recovery recovery;
    private final @Nullable String hint;

    private JobException(
            ErrorCode code, Recovery recovery, String message, @Nullable String hint, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.recovery = recovery;
        this.hint = hint;
    }

    public ErrorCode code() {
        return code;
    }

    public Recovery recovery() {
        return recovery;
    }

    /** Whether trying the same again may help. */
    public boolean retryable() {
        return recovery == Recovery.TRY_AGAIN;
    }

    /** One sentence that says what to do. */
    public @Nullable String hint() {
        return hint;
    }

    /** The message is what people read; never empty. */
    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? code.name() : message;
    }

    @Override
    public String toString() {
        return code + ": " + getMessage() + (hint == null ? "" : " " + hint);
    }

    /** What was asked for can never work in this form. */
    public static final class Invalid extends JobException {
        private static final long serialVersionUID = 1L;

        public Invalid(ErrorCode code, String message, @Nullable String hint) {
            this(code, message, hint, null);
        }

        public Invalid(ErrorCode code, String message, @Nullable String hint, @Nullable Throwable cause) {
            super(code, Recovery.CHANGE_THE_REQUEST, message, hint, cause);
        }
    }

    /** What was asked for does not fit how things stand now. */
    public static final class Conflict extends JobException {
        private static final long serialVersionUID = 1L;

        public Conflict(ErrorCode code, String message, @Nullable String hint) {
            super(code, Recovery.CHANGE_THE_REQUEST, message, hint, null);
        }
    }

    /** There is nothing of that name. */
    public static final class NotFound extends JobException {
        private static final long serialVersionUID = 1L;

        public NotFound(ErrorCode code, String message, @Nullable String hint) {
            super(code, Recovery.CHANGE_THE_REQUEST, message, hint, null);
        }
    }

    /** Somebody must log in, or be allowed, first. */
    public static final class Unauthorized extends JobException {
        private static final long serialVersionUID = 1L;

        public Unauthorized(ErrorCode code, String message, @Nullable String hint) {
            super(code, Recovery.CHANGE_THE_REQUEST, message, hint, null);
        }
    }

    /** The network or the other side of it; later it may work. */
    public static final class Network extends JobException {
        private static final long serialVersionUID = 1L;

        public Network(ErrorCode code, String message, @Nullable String hint, @Nullable Throwable cause) {
            super(code, Recovery.TRY_AGAIN, message, hint, cause);
        }
    }

    /** What arrived or lies there is not what was promised. */
    public static final class Integrity extends JobException {
        private static final long serialVersionUID = 1L;

        public Integrity(ErrorCode code, String message, @Nullable String hint) {
            super(code, Recovery.FIX_THE_ENVIRONMENT, message, hint, null);
        }
    }

    /** Disk, store or file system. */
    public static final class Storage extends JobException {
        private static final long serialVersionUID = 1L;

        public Storage(ErrorCode code, String message, @Nullable String hint, @Nullable Throwable cause) {
            super(code, Recovery.FIX_THE_ENVIRONMENT, message, hint, cause);
        }
    }

    /** Something on this machine is missing or set up wrongly. */
    public static final class Environment extends JobException {
        private static final long serialVersionUID = 1L;

        public Environment(ErrorCode code, String message, @Nullable String hint, @Nullable Throwable cause) {
            super(code, Recovery.FIX_THE_ENVIRONMENT, message, hint, cause);
        }
    }

    /** A job that this one needed did not succeed. Final: the other job has had its own retries. */
    public static final class Dependency extends JobException {
        private static final long serialVersionUID = 1L;

        public Dependency(ErrorCode code, String message, @Nullable String hint, @Nullable Throwable cause) {
            super(code, Recovery.CHANGE_THE_REQUEST, message, hint, cause);
        }
    }

    /** A handler failed, ran out of time, or was stopped. */
    public static final class Execution extends JobException {
        private static final long serialVersionUID = 1L;

        public Execution(
                ErrorCode code, boolean retryable, String message, @Nullable String hint, @Nullable Throwable cause) {
            super(code, retryable ? Recovery.TRY_AGAIN : Recovery.CHANGE_THE_REQUEST, message, hint, cause);
        }
    }

    /** The engine is at its limit; later there is room again. */
    public static final class Overload extends JobException {
        private static final long serialVersionUID = 1L;

        public Overload(ErrorCode code, String message, @Nullable String hint) {
            super(code, Recovery.TRY_AGAIN, message, hint, null);
        }
    }
}
