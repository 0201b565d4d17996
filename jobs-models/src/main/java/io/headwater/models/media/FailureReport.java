package io.headwater.models.media;

import io.headwater.jobs.JobId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The file that names all media that could not be read, a JSON object a line, once they are more than a result names. */
public record FailureReport(Path file) {
    private static final int NAMED = 100;

    /** Where the job writes everything else. */
    public static FailureReport of(JobId job, List<Path> media, @Nullable Path output) {
        String name = "headwater-%s.failures.jsonl".formatted(job);
        Path beside = media.get(0).toAbsolutePath().resolveSibling(name);
        return new FailureReport(
                output == null ? beside : output.toAbsolutePath().resolve(name));
    }

    /** Those that a result names: the first hundred. */
    public static List<MediaFailure> named(List<MediaFailure> before, MediaFailure failure) {
        if (isFull(before)) {
            return before;
        }
        var all = new ArrayList<>(before);
        all.add(failure);
        return all;
    }

    /**
     * Adds one, and at first also those that the result names. Blocks.
     *
     * @param named by the result, without that one
     * @return where all stand; empty as long as the result names all
     */
    public Optional<String> add(MediaFailure failure, List<MediaFailure> named) throws IOException {
        if (!isFull(named)) {
            return Optional.empty();
        }
        var lines = new ArrayList<>(Files.exists(file) ? List.<MediaFailure>of() : named);
        lines.add(failure);
        Files.createDirectories(file.getParent());
        for (MediaFailure line : lines) {
            Files.writeString(
                    file,
                    JsonMapper.shared().writeValueAsString(line) + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
        return Optional.of(file.toString());
    }

    private static boolean isFull(List<MediaFailure> named) {
        return named.size() >= NAMED;
    }
}
