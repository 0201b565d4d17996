package io.headwater.cli.work;

import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The directory that holds what the command remembers: the engine's database and its log. */
public record Home(Path directory) {
    public Home {
        directory = directory.toAbsolutePath().normalize();
    }

    Path database() {
        return directory.resolve("jobs.db");
    }

    /** For its owner only, where the file system knows owners: what people fetch is their own affair. */
    public void create() {
        if (Files.isDirectory(directory)) {
            return;
        }
        try {
            Files.createDirectories(directory);
            if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
            }
        } catch (IOException failure) {
            throw new JobException.Environment(
                    ErrorCode.READ_ONLY,
                    "The home directory %s cannot be made: %s".formatted(directory, failure.getMessage()),
                    "Choose another with --home or HEADWATER_HOME.",
                    failure);
        }
    }
}
