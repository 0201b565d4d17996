package io.headwater.models.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What stands in {@code headwater.yaml}; without one, what holds then.
 *
 * @param mediaRoots the folders whose media strangers may name
 */
public record Configuration(ModelSettings models, List<Path> mediaRoots, EngineSettings engine) {
    public Configuration {
        mediaRoots = List.copyOf(mediaRoots);
    }

    public static Configuration defaults() {
        return new Configuration(ModelSettings.defaults(), List.of(), EngineSettings.defaults());
    }

    /** Reads a file, and blocks meanwhile. Fails with {@code CONFIG}, and with line and column of the first mistake. */
    public static Configuration load(Path file) {
        try {
            return parse(Files.readString(file), file.toString(), Surroundings.of(file));
        } catch (IOException failure) {
            throw ConfigErrors.unreadable(file, failure);
        }
    }

    static Configuration parse(String text, String file, Surroundings surroundings) {
        return new Sections(new Value(YamlReader.read(text, file), surroundings)).configuration();
    }
}
