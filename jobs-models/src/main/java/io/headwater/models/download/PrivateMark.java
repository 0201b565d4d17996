package io.headwater.models.download;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** Part of a file's name that nobody else uses, on this machine or any other that sees the file. */
final class PrivateMark {
    private PrivateMark() {}

    static String fresh() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }
}
