package io.headwater.cli.work;

import io.headwater.jobs.Job;
import io.headwater.jobs.JobType;
import io.headwater.jobs.UniqueKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import tools.jackson.databind.json.JsonMapper;

/** By what a command is recognised when it is typed again: the job that it is, with all that decides what it does. */
final class CommandKey {
    private static final int LONGEST = 1_000;

    private CommandKey() {}

    static UniqueKey of(Job<?> job) {
        String text = job.getClass().getAnnotation(JobType.class).name() + " "
                + JsonMapper.shared().writeValueAsString(job);
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
