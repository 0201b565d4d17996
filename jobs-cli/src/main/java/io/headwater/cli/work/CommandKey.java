package io.headwater.cli.work;

import io.headwater.jobs.UniqueKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** By what a command is recognised when it is typed again: its words, as far as they decide what it does. */
final class CommandKey {
    private static final int LONGEST = 1_000;

    private CommandKey() {}

    static UniqueKey of(List<String> words) {
        String text = String.join(" ", words);
        return UniqueKey.onThisNode(text.length() <= LONGEST ? text : "sha256:" + digest(text));
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
