package io.headwater.jobs;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A failure as stored and shown: the story of an exception without the exception.
 *
 * @param kind which kind of {@link JobException} it is, by its simple name
 * @param code what went wrong
 * @param message one sentence that says what happened
 * @param hint one sentence that says what to do
 * @param retryable whether trying the same again may help
 * @param attempt which attempt of the job failed
 * @param causes what led to it, outermost first
 */
public record JobError(
        String kind,
        ErrorCode code,
        String message,
        @Nullable String hint,
        boolean retryable,
        int attempt,
        List<Cause> causes) {
    private static final int LONGEST_MESSAGE = 4_000;
    private static final int DEEPEST_CHAIN = 20;

    /**
     * One link of the chain.
     *
     * @param type the exception's class, or the code of a {@link JobException}
     * @param message what it said
     */
    public record Cause(String type, String message) {}

    public JobError {
        causes = List.copyOf(causes);
    }

    /** Tells the story of a failure; one that is no {@link JobException} is the handler's, {@code HANDLER_ERROR}. */
    public static JobError of(Throwable failure, int attempt) {
        if (failure instanceof JobException known) {
            return new JobError(
                    known.getClass().getSimpleName(),
                    known.code(),
                    cut(known.getMessage()),
                    known.hint(),
                    known.retryable(),
                    attempt,
                    causesOf(failure));
        }
        if (failure instanceof OutOfMemoryError) {
            return new JobError(
                    "Execution",
                    ErrorCode.HANDLER_ERROR,
                    "The JVM ran out of memory: " + describe(failure),
                    "Give it more (-Xmx), or let fewer jobs run at once; then retry the job.",
                    false,
                    attempt,
                    causesOf(failure));
        }
        return new JobError(
                "Execution",
                ErrorCode.HANDLER_ERROR,
                describe(failure),
                "Look at the causes and at the job's log; retry the job when the reason is gone.",
                !(failure instanceof Error),
                attempt,
                causesOf(failure));
    }

    /** The same failure as an exception, for whoever waited for the job. */
    public JobException toException() {
        @Nullable Throwable cause = causeChain();
        return switch (kind) {
            case "Invalid" -> new JobException.Invalid(code, message, hint, cause);
            case "Conflict" -> new JobException.Conflict(code, message, hint);
            case "NotFound" -> new JobException.NotFound(code, message, hint);
            case "Unauthorized" -> new JobException.Unauthorized(code, message, hint);
            case "Network" -> new JobException.Network(code, message, hint, cause);
            case "Integrity" -> new JobException.Integrity(code, message, hint);
            case "Storage" -> new JobException.Storage(code, message, hint, cause);
            case "Environment" -> new JobException.Environment(code, message, hint, cause);
            case "Dependency" -> new JobException.Dependency(code, message, hint, cause);
            case "Overload" -> new JobException.Overload(code, message, hint);
            default -> new JobException.Execution(code, retryable, message, hint, cause);
        };
    }

    private @Nullable Throwable causeChain() {
        @Nullable Throwable inner = null;
        for (int place = causes.size() - 1; place >= 0; place--) {
            inner = new Retold(causes.get(place), inner);
        }
        return inner;
    }

    private static List<Cause> causesOf(Throwable failure) {
        var causes = new ArrayList<Cause>();
        var seen = Collections.newSetFromMap(new IdentityHashMap<Throwable, Boolean>());
        seen.add(failure);
        for (Throwable cause = failure.getCause();
                cause != null && causes.size() < DEEPEST_CHAIN && seen.add(cause);
                cause = cause.getCause()) {
            causes.add(causeOf(cause));
        }
        return causes;
    }

    private static Cause causeOf(Throwable cause) {
        if (cause instanceof Retold retold) {
            return retold.cause;
        }
        String type = cause instanceof JobException known
                ? known.code().name()
                : cause.getClass().getName();
        return new Cause(type, describe(cause));
    }

    /** Never a bare class name: where an exception says nothing, say where it comes from. */
    private static String describe(Throwable failure) {
        String message = failure.getMessage();
        if (message != null && !message.isBlank()) {
            return cut(message);
        }
        StackTraceElement[] trace = failure.getStackTrace();
        String place = trace.length == 0 ? "an unknown place" : trace[0].toString();
        return "%s at %s".formatted(failure.getClass().getSimpleName(), place);
    }

    private static String cut(String message) {
        return message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE) + "…";
    }

    /** A cause that was read back from the store: its words, not its class. */
    private static final class Retold extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Cause cause;

        Retold(Cause cause, @Nullable Throwable inner) {
            super(cause.message(), inner, false, false);
            this.cause = cause;
        }

        @Override
        public String toString() {
            return cause.type() + ": " + cause.message();
        }
    }
}
