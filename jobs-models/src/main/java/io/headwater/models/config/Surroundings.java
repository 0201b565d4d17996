package io.headwater.models.config;

import java.nio.file.Path;
import java.util.Map;

/**
 * What a configuration may refer to.
 *
 * @param variables of the environment
 * @param home what {@code ~} means
 * @param directory what paths are relative to: where the file lies
 */
record Surroundings(Map<String, String> variables, Path home, Path directory) {
    static Surroundings of(Path file) {
        return new Surroundings(
                System.getenv(), Platform.here().user(), file.toAbsolutePath().resolveSibling(""));
    }
}
