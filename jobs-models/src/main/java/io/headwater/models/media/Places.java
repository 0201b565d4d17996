package io.headwater.models.media;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Gives each of many files a place of its own. All that want the same one give way and take the next that they may have: so
 * none of them is taken for another that was there sooner, and where each lies does not depend on their order.
 */
final class Places {
    private final MediaFiles.Choices choices;
    private final Map<Path, Integer> numbers = new HashMap<>();
    private final Map<Path, Path> places = new LinkedHashMap<>();

    private Places(MediaFiles.Choices choices) {
        this.choices = choices;
    }

    static Map<Path, Path> of(Collection<Path> files, MediaFiles.Choices choices) {
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
}
