package io.headwater.core.codec;

import static io.headwater.jobs.ErrorCode.NO_HANDLER;
import static io.headwater.jobs.ErrorCode.PAYLOAD_INVALID;
import static io.headwater.jobs.ErrorCode.PAYLOAD_TOO_LARGE;

import io.headwater.jobs.JobException;

/** What can be wrong with types and payloads. */
final class CodecErrors {
    private CodecErrors() {}

    static JobException noHandler(String type, String nearest) {
        return new JobException.Invalid(
                NO_HANDLER,
                "No handler is registered for jobs of type \"%s\".".formatted(type),
                "Register one when the engine is built" + (nearest.isEmpty() ? "." : "; there is " + nearest + "."));
    }

    static JobException unwritable(String what, Throwable failure) {
        return new JobException.Invalid(
                PAYLOAD_INVALID,
                "%s cannot be written as JSON: %s".formatted(what, failure.getMessage()),
                "Use records, lists, maps, strings, numbers, times and paths; larger or live things are passed by name.",
                failure);
    }

    static JobException unreadable(String what, Throwable failure) {
        return new JobException.Invalid(
                PAYLOAD_INVALID,
                "%s cannot be read%s".formatted(what, Misfit.words(failure)),
                "Register a handler, or an upcaster, that understands this version of it.",
                failure);
    }

    static JobException misfit(String type, Throwable failure) {
        return new JobException.Invalid(
                PAYLOAD_INVALID,
                "This is no job of type \"%s\"%s".formatted(type, Misfit.words(failure)),
                "Correct that place and send it again.",
                failure);
    }

    static JobException newerVersion(String type, int stored, int known) {
        return new JobException.Invalid(
                PAYLOAD_INVALID,
                "It is stored in version %d of \"%s\"; this program knows version %d only."
                        .formatted(stored, type, known),
                "Start the program that stored it, or a newer one.");
    }

    static JobException olderVersion(String type, int stored, int known, int missing) {
        return new JobException.Invalid(
                PAYLOAD_INVALID,
                "It is stored in version %d of \"%s\", the handler knows version %d, and there is no upcaster from version %d."
                        .formatted(stored, type, known, missing),
                "Register an upcaster from version %d when the engine is built.".formatted(missing));
    }

    static JobException upcasterFailed(String type, int from, Throwable failure) {
        return new JobException.Invalid(
                PAYLOAD_INVALID,
                "The upcaster from version %d of \"%s\" failed: %s".formatted(from, type, failure.getMessage()),
                "Let it understand what is stored; the job is kept until it does.",
                failure);
    }

    static JobException tooLarge(String what, long size, long limit) {
        return new JobException.Invalid(
                PAYLOAD_TOO_LARGE,
                "%s is %d bytes of JSON, the limit is %d.".formatted(what, size, limit),
                "Store large things in a file and pass its path, or raise the engine's payload limit.");
    }
}
