package io.headwater.models.disk;

import java.io.IOException;
import java.nio.file.FileSystemException;

/** What befalls calls, on threads that may block. A write that fails has got halfway. */
@FunctionalInterface
public interface Fault {
    Fault NONE = call -> {};

    /** Fails, where the call shall; it is not made then. */
    void befalls(Call call) throws IOException;

    /** As Linux says it. */
    static IOException failure(Call call) {
        return saying("Input/output error", call);
    }

    /** As Linux says it. */
    static IOException full(Call call) {
        return saying("No space left on device", call);
    }

    static IOException saying(String words, Call call) {
        return new FileSystemException(call.path().toString(), null, words);
    }
}
