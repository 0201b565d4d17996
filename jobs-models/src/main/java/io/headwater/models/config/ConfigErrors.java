package io.headwater.models.config;

import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import java.io.IOException;
import java.nio.file.Path;

/** What is wrong with a configuration, and where. */
final class ConfigErrors {
    private static final String WHAT_TO_DO = "Correct the file; headwater.yaml.example shows every key.";

    private ConfigErrors() {}

    static JobException at(Place place, String what) {
        return new JobException.Invalid(ErrorCode.CONFIG, "%s: %s".formatted(place, what), WHAT_TO_DO);
    }

    static JobException notYaml(Place place, String why) {
        // The library's words go over several lines; the first one says it.
        return at(place, "this is not YAML: " + why.lines().findFirst().orElse(""));
    }

    static JobException unreadable(Path file, IOException failure) {
        return new JobException.Invalid(
                ErrorCode.CONFIG,
                "The configuration %s cannot be read: %s".formatted(file, failure.getMessage()),
                "Check the path, and whether this program may read the file.",
                failure);
    }

    static JobException unwritable(Path file, IOException failure) {
        return new JobException.Invalid(
                ErrorCode.CONFIG,
                "The configuration %s cannot be changed: %s".formatted(file, failure.getMessage()),
                "Check whether this program may write there.",
                failure);
    }
}
