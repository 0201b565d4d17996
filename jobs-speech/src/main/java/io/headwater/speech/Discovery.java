package io.headwater.speech;

import io.headwater.jobs.JobId;
import io.headwater.models.media.MediaFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the recordings that a job means, in an order that stays the same. Blocks. */
final class Discovery {
    private static final Set<String> ENDINGS = Set.of(
            "3gp", "aac", "ac3", "aif", "aiff", "amr", "avi", "flac", "flv", "m2ts", "m4a", "m4b", "m4v", "mka", "mkv",
            "mov", "mp2", "mp3", "mp4", "mpeg", "mpg", "mts", "oga", "ogg", "ogv", "opus", "ts", "vob", "wav", "webm",
            "wma", "wmv");

    private final SpeechToTextJob job;
    private final MediaFiles found;
    private final Map<Path, Map<String, Long>> stems = new HashMap<>();

    private Discovery(SpeechToTextJob job, MediaFiles found) {
        this.job = job;
        this.found = found;
    }

    /** @param warnings told what cannot be looked into */
    static List<Medium> of(SpeechToTextJob job, JobId id, Consumer<String> warnings) throws IOException {
        var discovery = new Discovery(job, MediaFiles.in(job.media(), Discovery::looksLikeRecording, warnings));
        var media = new ArrayList<Medium>();
        discovery
                .found
                .places(discovery::place)
                .forEach((file, base) -> media.add(new Medium(file, new Outputs(base, job.formats(), id))));
        return media;
    }

    /** Of two recordings with one name, as of a film and its sound, each needs what tells them apart. */
    private @Nullable Path place(Path file, int number) {
        Path named = number == 0 && isAlone(file) ? file.resolveSibling(stem(file)) : file;
        if (job.output() == null) {
            return number < 2 ? named : null;
        }
        return found.below(job.output().toAbsolutePath(), file, named, Math.max(0, number - 1));
    }

    private static Path folderOf(Path file) {
        return file.resolveSibling("");
    }

    private boolean isAlone(Path file) {
        return stems.computeIfAbsent(folderOf(file), Discovery::stemsIn).getOrDefault(stem(file), 1L) == 1;
    }

    private static Map<String, Long> stemsIn(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Discovery::looksLikeRecording)
                    .collect(Collectors.groupingBy(Discovery::stem, Collectors.counting()));
        } catch (IOException | UncheckedIOException unreadable) {
            return Map.of();
        }
    }

    private static String stem(Path file) {
        String name = name(file);
        int dot = name.lastIndexOf('.');
        return dot < 1 ? name : name.substring(0, dot);
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static boolean looksLikeRecording(Path file) {
        String name = name(file).toLowerCase(Locale.ROOT);
        return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1)) && !name.startsWith("._");
    }
}
