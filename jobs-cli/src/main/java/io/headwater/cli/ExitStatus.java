package io.headwater.cli;

import io.headwater.jobs.ErrorCode;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a shell or a script is told of an end. The same table stands in {@code docs/codes.md}. */
final class ExitStatus {
    static final int DONE = 0;
    /** Whatever has no status of its own. */
    static final int FAILED = 1;

    static final int USAGE = 2;
    static final int NOT_FOUND = 3;
    static final int NETWORK = 4;
    static final int INTEGRITY = 5;
    static final int DISK_SPACE = 6;
    static final int NOT_AUTHORISED = 7;
    static final int OFFLINE = 8;
    static final int INTERRUPTED = 130;

    private static final Map<String, Integer> OF_CODE = Stream.of(
                    all(USAGE, "CONFIG", "USAGE"),
                    all(NOT_FOUND, "NOT_FOUND", "MODEL_UNKNOWN"),
                    all(NETWORK, "DNS", "CONNECT", "TLS", "TIMEOUT", "STALLED", "TRUNCATED", "REMOTE_CHANGED"),
                    all(NETWORK, "RATE_LIMITED", "UNAVAILABLE", "PROTOCOL", "TOO_LARGE"),
                    all(NETWORK, "REDIRECT_REFUSED", "EGRESS_REFUSED"),
                    all(INTEGRITY, "CHECKSUM_MISMATCH", "MODEL_DAMAGED"),
                    all(DISK_SPACE, "NO_SPACE"),
                    all(NOT_AUTHORISED, "AUTH_REQUIRED", "GATED"),
                    all(OFFLINE, "OFFLINE"),
                    all(INTERRUPTED, "INTERRUPTED"))
            .flatMap(codes -> codes)
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private ExitStatus() {}

    static int of(ErrorCode code) {
        return OF_CODE.getOrDefault(code.name(), FAILED);
    }

    private static Stream<Map.Entry<String, Integer>> all(int status, String... codes) {
        return Stream.of(codes).map(code -> Map.entry(code, status));
    }
}
