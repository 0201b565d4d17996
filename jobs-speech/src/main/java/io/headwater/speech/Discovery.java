package io.headwater.speech;

import io.headwater.jobs.JobId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the recordings that a job means, in an order that stays the same. Blocks. */
final class Discovery {
    private static final Set<String> ENDINGS = Set.of(
            "3gp", "aac", "ac3", "aif", "aiff", "amr", "avi", "flac", "flv", "m2ts", "m4a", "m4b", "m4v", "mka", "mkv",
            "mov", "mp2", "mp3", "mp4", "mpeg", "mpg", "mts", "oga", "ogg", "ogv", "opus", "ts", "vob", "wav", "webm",
            "wma", "wmv");

    private final SpeechToTextJob job;
    private final Consumer<String> warnings;

    /** Each with the folder below which it was found. */
    private final Map<Path, Path> found = new LinkedHashMap<>();

    private final Map<Path, Map<String, Long>> stems = new HashMap<>();

    private Discovery(SpeechToTextJob job, Consumer<String> warnings) {
        this.job = job;
        this.warnings = warnings;
    }

    /** @param warnings told what cannot be looked into */
    static List<Medium> of(SpeechToTextJob job, JobId id, Consumer<String> warnings) throws IOException {
        var discovery = new Discovery(job, warnings);
        for (Path root : roots(job)) {
            discovery.add(root);
        }
        var media = new ArrayList<Medium>();
        Places.of(discovery.found.keySet(), discovery::place)
                .forEach((file, base) -> media.add(new Medium(file, new Outputs(base, job.formats(), id))));
        return media;
    }

    /** The order of what is found, also of what no longer can be. */
    static Comparator<Path> order(SpeechToTextJob job) {
        List<Path> roots = roots(job);
        Comparator<Path> byRoot = Comparator.comparingInt(file -> IntStream.range(0, roots.size())
                .filter(index -> file.startsWith(roots.get(index)))
                .findFirst()
                .orElse(-1));
        return byRoot.thenComparing(Comparator.naturalOrder());
    }

    private static List<Path> roots(SpeechToTextJob job) {
        return job.media().stream()
                .map(path -> path.toAbsolutePath().normalize())
                .toList();
    }

    private void add(Path root) throws IOException {
        if (!Files.isDirectory(root)) {
            add(root, folderOf(root));
            return;
        }
        var below = new Below(root);
        Files.walkFileTree(root, below);
        below.files.stream().sorted().forEach(file -> add(file, root));
    }

    /** @param root what is below it keeps its folders in the output */
    private void add(Path file, Path root) {
        found.putIfAbsent(file, root);
    }

    /** Of two recordings with one name, as of a film and its sound, each needs what tells them apart. */
    private @Nullable Path place(Path file, int number) {
        Path root = found.getOrDefault(file, file);
        Path named = number == 0 && isAlone(file) ? file.resolveSibling(stem(file)) : file;
        if (job.output() == null) {
            return number < 2 ? named : null;
        }
        return Places.below(job.output().toAbsolutePath(), root, named, Math.max(0, number - 1));
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

    /** What looks like a recording below a folder. A folder in it that cannot be looked into is no reason to hear nothing. */
    private final class Below extends SimpleFileVisitor<Path> {
        private final Path root;
        private final List<Path> files = new ArrayList<>();

        Below(Path root) {
            this.root = root;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (looksLikeRecording(file) && Files.isRegularFile(file)) {
                files.add(file);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException why) {
            return leftOut(file, why);
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException why) {
            return why == null ? FileVisitResult.CONTINUE : leftOut(folder, why);
        }

        private FileVisitResult leftOut(Path place, IOException why) {
            if (place.equals(root)) {
                files.add(root); // whoever asked for it wants to know that it failed
            } else {
                warnings.accept("%s cannot be looked into, and is left out: %s".formatted(place, why));
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
