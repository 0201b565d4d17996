package io.headwater.models.catalog;

import io.headwater.models.ref.ModelRef;
import io.headwater.models.ref.PathFilter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Reads the entries that we ship. A mistake in them is ours, and found when the catalog is first asked for. */
final class CatalogFile {
    private static final String NAME = "catalog.json";

    private CatalogFile() {}

    /**
     * One line of the file.
     *
     * @param at where it is: a reference, or several in order
     * @param files which files of a repository; all that the reference means when it is not there
     */
    private record Line(
            ModelRef ref,
            String provider,
            ModelType type,
            List<String> tags,
            String license,
            String description,
            long bytes,
            List<ModelRef> at,
            @Nullable List<String> files) {
        CatalogEntry entry() {
            return new CatalogEntry(ref, provider, type, tags, license, description, bytes, origin());
        }

        private Origin origin() {
            return files == null ? Origin.of(at) : new Origin(at, PathFilter.including(files.toArray(String[]::new)));
        }
    }

    static List<CatalogEntry> read() {
        try (InputStream file = CatalogFile.class.getResourceAsStream(NAME)) {
            if (file == null) {
                throw new IllegalStateException(NAME + " is missing; the jar is damaged");
            }
            return Stream.of(JsonMapper.shared().readValue(file, Line[].class))
                    .map(Line::entry)
                    .toList();
        } catch (IOException damagedJar) {
            throw new UncheckedIOException(NAME + " cannot be read", damagedJar);
        }
    }
}
