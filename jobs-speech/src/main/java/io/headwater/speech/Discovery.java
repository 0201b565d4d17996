package io.headwater.speech;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the recordings that a job means, in an order that stays the same. Blocks. */
final class Discovery {
    private static final Set<String> ENDINGS = Set.of(
            "3gp", "aac", "ac3", "aif", "aiff", "amr", "avi", "flac", "flv", "m2ts", "m4a", "m4b", "m4v", "mka", "mkv",
            "mov", "mp2", "mp3", "mp4", "mpeg", "mpg", "mts", "oga", "ogg", "ogv", "opus", "ts", "vob", "wav", "webm",
            "wma", "wmv");

    private final SpeechToTextJob job;
    private final Map<Path, Medium> found = new LinkedHashMap<>();
    private final Map<Path, Map<String, Long>> stems = new HashMap<>();

    private Discovery(SpeechToTextJob job) {
        this.job = job;
    }

    static List<Medium> of(SpeechToTextJob job) throws IOException {
        var discovery = new Discovery(job);
        for (Path path : job.media()) {
            discovery.add(path.toAbsolutePath().normalize());
        }
        return new ArrayList<>(discovery.found.values());
    }

    private void add(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            add(path, folderOf(path));
            return;
        }
        List<Path> files;
        try (Stream<Path> below = Files.walk(path)) {
            files = below.filter(Files::isRegularFile)
                    .filter(Discovery::looksLikeRecording)
                    .sorted()
                    .toList();
        }
        files.forEach(file -> add(file, path));
    }

    /** @param root what is below it keeps its folders in the output */
    private void add(Path file, Path root) {
        found.computeIfAbsent(file, name -> new Medium(file, new Outputs(base(file, root), job.formats())));
    }

    private Path base(Path file, Path root) {
        Path folder = job.output() == null
                ? folderOf(file)
                : job.output()
                        .toAbsolutePath()
                        .resolve(root.relativize(folderOf(file)).toString());
        return folder.resolve(isAlone(file) ? stem(file) : file.getFileName().toString());
    }

    private static Path folderOf(Path file) {
        return file.resolveSibling("");
    }

    /** Of two recordings with one name, as of a film and its sound, each needs what tells them apart. */
    private boolean isAlone(Path file) {
        return stems.computeIfAbsent(folderOf(file), Discovery::stemsIn).getOrDefault(stem(file), 1L) == 1;
    }

    private static Map<String, Long> stemsIn(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Discovery::looksLikeRecording)
                    .collect(Collectors.groupingBy(Discovery::stem, Collectors.counting()));
        } catch (IOException unreadable) {
            return Map.of();
        }
    }

    private static String stem(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot < 1 ? name : name.substring(0, dot);
    }

    private static boolean looksLikeRecording(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1)) && !name.startsWith("._");
    }
}
