package io.headwater.cli.work;

import io.headwater.cli.screen.Words;
import io.headwater.core.JobEngine;
import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The directory that holds what the command remembers: the engine's database and its log. */
public record Home(Path directory) {
    public Home {
        directory = directory.toAbsolutePath().normalize();
    }

    private Path database() {
        return directory.resolve("jobs.db");
    }

    /** Starts an engine on the jobs of this home. Fails with {@code STORE_BUSY} while another command is at work here. */
    JobEngine open(JobEngine.Builder engine) {
        create();
        try {
            createDatabaseForOwner();
            return engine.database(database()).start();
        } catch (IOException failure) {
            throw readOnly("The database %s cannot be made: %s".formatted(database(), Words.reason(failure)), failure);
        } catch (JobException.Storage refusal) {
            throw refusal.code().equals(ErrorCode.STORE_BUSY) ? busy(refusal) : refusal;
        }
    }

    /** Also in a home that is open to others. What SQLite puts beside it later gets the same permissions. */
    private void createDatabaseForOwner() throws IOException {
        if (knowsOwners() && Files.notExists(database())) {
            try {
                Files.createFile(
                        database(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            } catch (FileAlreadyExistsException anotherCommandWasFaster) {
                // It is made, and that is all that was wanted.
            }
        }
    }

    private boolean knowsOwners() {
        return directory.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static JobException busy(JobException.Storage refusal) {
        return new JobException.Storage(
                ErrorCode.STORE_BUSY,
                refusal.getMessage(),
                "Wait until that has ended, or stop it there, or name another home with --home.",
                refusal);
    }

    /** For its owner only: what people fetch is their own affair. One that is there stays as it is. */
    public void create() {
        if (!Files.isDirectory(directory)) {
            createForOwner();
        }
    }

    /** For its owner only, where the file system knows owners, and also where it was open to others before. */
    public void createForOwner() {
        try {
            Files.createDirectories(directory);
            if (knowsOwners()) {
                Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
            }
        } catch (IOException failure) {
            throw readOnly(
                    "The home directory %s cannot be made: %s".formatted(directory, Words.reason(failure)), failure);
        }
    }

    private static JobException readOnly(String what, IOException failure) {
        return new JobException.Environment(
                ErrorCode.READ_ONLY, what, "Choose another home with --home or HEADWATER_HOME.", failure);
    }
}
