package io.headwater.speech;

import io.headwater.jobs.JobId;
import io.headwater.speech.transcript.Format;
import io.headwater.speech.transcript.Transcript;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The files that a recording becomes. Blocks.
 *
 * @param base the path of all of them, without what tells their formats apart
 * @param job who writes them: another one may be at the same recording
 */
record Outputs(Path base, Set<Format> formats, JobId job) {
    Path in(Format format) {
        return named("." + format.ending());
    }

    /** What has been heard so far. */
    Path partial() {
        return named(".partial.jsonl");
    }

    /** Where they all lie. */
    Path folder() {
        return base.toAbsolutePath().resolveSibling("");
    }

    /** Their paths, for people. */
    @Override
    public String toString() {
        return formats.stream().map(format -> in(format).toString()).collect(Collectors.joining(", "));
    }

    private Path named(String ending) {
        return base.resolveSibling(base.getFileName() + ending);
    }

    /** Whether all of them are there, and none older than the recording. */
    boolean areThere(Path recording) throws IOException {
        FileTime changed = Files.getLastModifiedTime(recording);
        for (Format format : formats) {
            Path file = in(format);
            if (!Files.exists(file) || Files.getLastModifiedTime(file).compareTo(changed) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Whoever reads one of them meanwhile reads the old one or the new one, and never half of it. */
    void write(Transcript transcript) throws IOException {
        for (Format format : formats) {
            Path draft = named(".%s.%s.tmp".formatted(format.ending(), job));
            try (FileChannel channel = FileChannel.open(
                    draft, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                var bytes = StandardCharsets.UTF_8.encode(format.write(transcript));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(draft, in(format), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.deleteIfExists(partial());
    }
}
