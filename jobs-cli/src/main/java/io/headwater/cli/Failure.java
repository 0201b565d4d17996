package io.headwater.cli;

import io.headwater.cli.json.ErrorJson;
import io.headwater.cli.screen.Words;
import io.headwater.cli.work.Stopped;
import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobError;
import io.headwater.jobs.JobException;
import io.headwater.jobs.Recovery;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Why a command did not do what it was asked to: one line that says what happened and one that says what to do.
 *
 * @param hint what programs read of it
 * @param advice what people read
 */
record Failure(ErrorCode code, String message, @Nullable String hint, boolean retryable, String advice) {
    /** How a hint begins that is to be typed. */
    private static final String COMMAND = "headwater ";

    static Failure of(JobException failure, CommandWords typed) {
        boolean sameMayDo =
                failure.recovery() == Recovery.TRY_AGAIN || failure.recovery() == Recovery.FIX_THE_ENVIRONMENT;
        String hint = failure.hint();
        String advice = hint != null && hint.startsWith(COMMAND)
                ? "First: %s; then again: %s".formatted(hint, typed.again())
                : Stream.of(hint, sameMayDo || hint == null ? typed.tryAgain() : null)
                        .filter(part -> part != null && !part.isBlank())
                        .collect(Collectors.joining(" "));
        return new Failure(failure.code(), failure.getMessage(), hint, failure.retryable(), advice);
    }

    static Failure of(Stopped stopped, CommandWords typed) {
        String goOn = "Go on from here: " + typed.again();
        return new Failure(ErrorCode.INTERRUPTED, String.valueOf(stopped.getMessage()), goOn, true, goOn);
    }

    /** What nobody has foreseen. */
    static Failure of(Throwable bug) {
        JobError told = JobError.of(bug, 1);
        return new Failure(told.code(), told.message(), null, false, "Please report this, with what -v shows.");
    }

    List<String> lines() {
        return List.of("headwater: " + Words.clean(message), Words.clean(advice));
    }

    Map<String, @Nullable Object> json() {
        return ErrorJson.of(code.name(), message, hint, retryable);
    }
}
