package io.headwater.jobs;

/**
 * What went wrong, in one word that programs may rely on. Each module brings its own; the engine's are here.
 *
 * @param name capital letters and underscores
 */
public record ErrorCode(String name) {
    public static final ErrorCode HANDLER_ERROR = new ErrorCode("HANDLER_ERROR");
    public static final ErrorCode NO_HANDLER = new ErrorCode("NO_HANDLER");
    public static final ErrorCode PAYLOAD_INVALID = new ErrorCode("PAYLOAD_INVALID");
    public static final ErrorCode PAYLOAD_TOO_LARGE = new ErrorCode("PAYLOAD_TOO_LARGE");
    public static final ErrorCode INPUT = new ErrorCode("INPUT");
    public static final ErrorCode NOT_FOUND = new ErrorCode("NOT_FOUND");
    public static final ErrorCode ILLEGAL_STATE = new ErrorCode("ILLEGAL_STATE");
    public static final ErrorCode KEY_CONFLICT = new ErrorCode("KEY_CONFLICT");
    public static final ErrorCode REQUEST_CONFLICT = new ErrorCode("REQUEST_CONFLICT");
    public static final ErrorCode WAITING = new ErrorCode("WAITING");
    public static final ErrorCode WAIT_CYCLE = new ErrorCode("WAIT_CYCLE");
    public static final ErrorCode CURSOR_GONE = new ErrorCode("CURSOR_GONE");
    public static final ErrorCode PRUNED = new ErrorCode("PRUNED");
    public static final ErrorCode OVERLOADED = new ErrorCode("OVERLOADED");
    public static final ErrorCode QUARANTINED = new ErrorCode("QUARANTINED");
    public static final ErrorCode DEPENDENCY_FAILED = new ErrorCode("DEPENDENCY_FAILED");
    public static final ErrorCode DEPENDENCY_CANCELLED = new ErrorCode("DEPENDENCY_CANCELLED");
    public static final ErrorCode CANCELLED = new ErrorCode("CANCELLED");
    public static final ErrorCode JOB_TIMEOUT = new ErrorCode("JOB_TIMEOUT");
    public static final ErrorCode CRASHED_REPEATEDLY = new ErrorCode("CRASHED_REPEATEDLY");
    public static final ErrorCode INTERRUPTED = new ErrorCode("INTERRUPTED");
    public static final ErrorCode STORE_BUSY = new ErrorCode("STORE_BUSY");
    public static final ErrorCode STORE_CORRUPT = new ErrorCode("STORE_CORRUPT");
    public static final ErrorCode STORE_NEWER = new ErrorCode("STORE_NEWER");
    public static final ErrorCode READ_ONLY = new ErrorCode("READ_ONLY");
    public static final ErrorCode NO_SPACE = new ErrorCode("NO_SPACE");
    public static final ErrorCode IO = new ErrorCode("IO");
    public static final ErrorCode UNSAFE_NAME = new ErrorCode("UNSAFE_NAME");
    public static final ErrorCode CONFIG = new ErrorCode("CONFIG");

    public ErrorCode {
        if (!name.matches("[A-Z][A-Z0-9_]*")) {
            throw new IllegalArgumentException("an error code is written in capitals, was \"" + name + "\"");
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
