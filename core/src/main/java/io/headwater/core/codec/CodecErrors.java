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
                "%s cannot be read: %s".formatted(what, failure.getMessage()),
                "Register a handler, or an upcaster, that understands this version of it.",
                failure);
    }

    static JobException otherVersion(String type, int stored, int known) {
        return new JobException.Invalid(
                PAYLOAD_INVALID,
                "The job is stored in version %d of \"%s\", the handler knows version %d."
                        .formatted(stored, type, known),
                "Register a handler, or an upcaster, that understands this version of it.");
    }

    static JobException tooLarge(String what, long size, long limit) {
        return new JobException.Invalid(
                PAYLOAD_TOO_LARGE,
                "%s is %d bytes of JSON, the limit is %d.".formatted(what, size, limit),
                "Store large things in a file and pass its path, or raise the engine's payload limit.");
    }
}
