package io.headwater.ocr;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Gives each of many files a place of its own. All that want the same one give way and take the next that they may have: so
 * none of them is taken for another that was there sooner, and where each lies does not depend on their order.
 */
final class Places {
    /** Where the results of a file may go. */
    interface Choices {
        /** Null when there are fewer, the best first; the last of a file no other file has. */
        @Nullable
        Path choice(Path file, int number);
    }

    private final Choices choices;
    private final Map<Path, Integer> numbers = new HashMap<>();
    private final Map<Path, Path> places = new LinkedHashMap<>();

    private Places(Choices choices) {
        this.choices = choices;
    }

    static Map<Path, Path> of(Collection<Path> files, Choices choices) {
        var places = new Places(choices);
        for (List<Path> seekers = List.copyOf(files); !seekers.isEmpty(); seekers = places.rivals()) {
            seekers.forEach(places::moveOn);
        }
        return places.places;
    }

    private void moveOn(Path file) {
        int number = numbers.merge(file, 1, Integer::sum);
        places.put(file, choices.choice(file, number - 1));
    }

    private List<Path> rivals() {
        Map<String, List<Path>> takers = places.keySet().stream()
                // Some file systems take large and small letters for the same.
                .collect(Collectors.groupingBy(
                        file -> String.valueOf(places.get(file)).toLowerCase(Locale.ROOT)));
        return takers.values().stream()
                .filter(files -> files.size() > 1)
                .flatMap(List::stream)
                .filter(file -> choices.choice(file, numbers.getOrDefault(file, 0)) != null)
                .toList();
    }

    /** Below a folder: as below its root, and then with one more of the folders in which it lies, up to all of them. */
    static @Nullable Path below(Path output, Path root, Path file, int more) {
        int all = root.getNameCount();
        if (more > all + 1) {
            return null;
        }
        // At least its name, should it be the root itself.
        int first = Math.min(all - Math.min(more, all), file.getNameCount() - 1);
        // Another drive may have the same folders.
        String drive = more > all ? String.valueOf(file.getRoot()).replaceAll("[^A-Za-z0-9]", "") : "";
        return output.resolve(drive)
                .resolve(file.subpath(first, file.getNameCount()).toString());
    }
}
