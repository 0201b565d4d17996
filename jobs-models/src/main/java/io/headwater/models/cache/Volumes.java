package io.headwater.models.cache;

import io.headwater.models.download.JsonFile;
import io.headwater.models.download.There;
import io.headwater.models.ref.ModelRef;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * On which volumes models have been put: so that a disk that is not connected just now is not taken for one without models,
 * and nothing is put where it would be.
 *
 * <p>Blocks.
 */
public final class Volumes {
    private final Path note;

    /** @param state where that is remembered */
    public Volumes(Path state) {
        this.note = state.resolve("volumes.json");
    }

    /** By the folder in which models lie. */
    private record Note(Map<String, Volume> volumes) {}

    /**
     * What is remembered of a folder.
     *
     * @param store what its volume calls itself
     * @param models which have been put there; some of them may have been removed since
     */
    private record Volume(String store, List<ModelRef> models) {}

    /** To be told when a model has been put into a folder. */
    public synchronized void remember(Path folder, ModelRef model) {
        try {
            Volume known = read(folder);
            String store = storeOf(folder);
            if (known == null || !known.store().equals(store) || !known.models().contains(model)) {
                write(folder, new Volume(store, with(known, model)));
            }
        } catch (IOException thenNot) {
            // Then a disk that is not there looks like an empty one. Models can be used all the same.
        }
    }

    /** Fails where a folder is on a volume that is not there. */
    public void require(Path folder) throws IOException {
        if (isAway(folder)) {
            throw CacheErrors.away(folder);
        }
    }

    /** A folder that its owner has emptied or removed is still on the volume where it was. */
    public boolean isAway(Path folder) throws IOException {
        if (hasAnything(folder)) {
            return false;
        }
        Volume known = read(folder);
        return known != null && !known.store().equals(storeOf(folder));
    }

    /** What has been put into a folder, for when nobody can look. */
    public List<ModelRef> models(Path folder) throws IOException {
        Volume known = read(folder);
        return known == null ? List.of() : known.models();
    }

    private static List<ModelRef> with(@Nullable Volume known, ModelRef model) {
        List<ModelRef> models = new ArrayList<>(known == null ? List.of() : known.models());
        if (!models.contains(model)) {
            models.add(model);
        }
        return models;
    }

    private static boolean hasAnything(Path folder) throws IOException {
        if (!There.isFolder(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isPresent();
        }
    }

    /** A folder that is not there would be on the volume of the nearest one above it. */
    private static String storeOf(Path folder) throws IOException {
        Path there = folder.toAbsolutePath();
        while (!There.isFolder(there) && there.getParent() != null) {
            there = there.getParent();
        }
        FileStore store = Files.getFileStore(there);
        return "%s %s".formatted(store.name(), store.type());
    }

    private @Nullable Volume read(Path folder) throws IOException {
        return all().get(folder.toString());
    }

    private Map<String, Volume> all() throws IOException {
        return JsonFile.read(note, Note.class).map(Note::volumes).orElse(Map.of());
    }

    private void write(Path folder, Volume volume) throws IOException {
        Map<String, Volume> all = new TreeMap<>(all());
        all.put(folder.toString(), volume);
        Files.createDirectories(note.resolveSibling(""));
        JsonFile.write(note, new Note(all));
    }
}
