package io.headwater.models.download;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Small records kept beside large files. What they say can always be found out again, by reading the large file. */
public final class JsonFile {
    private static final JsonMapper JSON = JsonMapper.shared();

    private JsonFile() {}

    /** Empty where there is none, and where what is there cannot be understood. */
    public static <T> Optional<T> read(Path file, Class<T> type) throws IOException {
        try {
            return Optional.ofNullable(JSON.readValue(Files.readAllBytes(file), type));
        } catch (NoSuchFileException | JacksonException nothingUseful) {
            return Optional.empty();
        }
    }

    /** Replaces the file at once. Not synced: a power cut may leave the old one, or one that reads as none. */
    public static void write(Path file, Object value) throws IOException {
        Path draft = file.resolveSibling(Partials.draft(file));
        try {
            Files.write(draft, JSON.writeValueAsBytes(value));
            Rename.file(draft, file);
        } catch (IOException halfWay) {
            Files.deleteIfExists(draft);
            throw halfWay;
        }
    }
}
