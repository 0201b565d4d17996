package io.headwater.core.journal;

import static io.headwater.jobs.ErrorCode.IO;
import static io.headwater.jobs.ErrorCode.NO_SPACE;
import static io.headwater.jobs.ErrorCode.READ_ONLY;
import static io.headwater.jobs.ErrorCode.STORE_BUSY;
import static io.headwater.jobs.ErrorCode.STORE_CORRUPT;
import static io.headwater.jobs.ErrorCode.STORE_NEWER;

import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What can be wrong with the store, told to people. */
final class StoreErrors {
    /** The library of the database driver could not be loaded. */
    static final ErrorCode NATIVE_LIBRARY = new ErrorCode("NATIVE_LIBRARY");

    /** Where the file would lie, SQLite cannot keep its promises. */
    static final ErrorCode NETWORK_FILE_SYSTEM = new ErrorCode("NETWORK_FILE_SYSTEM");

    private StoreErrors() {}

    static JobException of(SQLException failure, Path file) {
        return switch (StoreException.kindOf(failure)) {
            case FULL ->
                new JobException.Storage(
                        NO_SPACE,
                        "The disk that holds %s is full.".formatted(file),
                        "Free some space there; nothing that was accepted is lost, and the engine goes on by itself.",
                        failure);
            case BUSY ->
                new JobException.Storage(
                        STORE_BUSY,
                        "Another program keeps %s locked.".formatted(file),
                        "Close the program that has the database open for writing.",
                        failure);
            case READ_ONLY ->
                new JobException.Storage(
                        READ_ONLY,
                        "%s cannot be written.".formatted(file),
                        "Make the file and its folder writable for this user, or choose another place.",
                        failure);
            case CORRUPT ->
                new JobException.Storage(
                        STORE_CORRUPT,
                        "%s is damaged or is no database: %s".formatted(file, failure.getMessage()),
                        "No more changes are written to it. Move it aside, with what lies beside it under the same name, and "
                                + "restore a backup or start without it.",
                        failure);
            case IO ->
                new JobException.Storage(
                        IO,
                        "%s could not be read or written: %s".formatted(file, failure.getMessage()),
                        "Check the disk and the permissions of the folder.",
                        failure);
            case OTHER ->
                new JobException.Storage(
                        IO, "The store refused a statement: " + failure.getMessage(), "Please report this.", failure);
        };
    }

    /** Not the disk's fault, and nobody can say what else it left undone. */
    static JobException stopped(Throwable failure) {
        return new JobException.Environment(
                ErrorCode.INTERRUPTED,
                "The engine had to stop: %s.".formatted(failure),
                "Close it and start another on the same database, where the jobs go on; please report this.",
                failure);
    }

    static JobException heldBy(Path file, String holder) {
        return new JobException.Storage(
                STORE_BUSY,
                "%s is in use by another engine: %s.".formatted(file, holder),
                "Use that engine, end it, or choose another database file.",
                null);
    }

    static JobException newer(Path file, int found, int known) {
        return new JobException.Storage(
                STORE_NEWER,
                "%s was written by a newer version (schema %d, this one knows %d).".formatted(file, found, known),
                "Nothing was changed. Use the newer version, or another database file.",
                null);
    }

    static JobException onNetwork(Path file, String type) {
        return new JobException.Storage(
                NETWORK_FILE_SYSTEM,
                "%s lies on a network file system (%s).".formatted(file, type),
                "Locks and shared memory cannot be relied on there, and the jobs could be damaged. Choose a folder on a "
                        + "disk of this machine.",
                null);
    }

    static JobException notCreated(Path file, Exception failure) {
        return new JobException.Storage(
                READ_ONLY,
                "%s cannot be created: %s".formatted(file, failure),
                "Make its folder writable for this user, or choose another place.",
                failure);
    }

    static JobException migrationFailed(Path file, RuntimeException failure) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException refusal && StoreException.kindOf(refusal) != StoreException.Kind.OTHER) {
                return of(refusal, file);
            }
        }
        return new JobException.Storage(
                IO,
                "The schema of %s could not be brought up to date: %s".formatted(file, failure.getMessage()),
                "The file is as it was before. Check disk space and permissions, then start again.",
                failure);
    }

    static JobException noNativeLibrary(Throwable failure, @Nullable String folder) {
        return new JobException.Environment(
                NATIVE_LIBRARY,
                "The SQLite library could not be loaded from %s: %s".formatted(folder, failure),
                "Point the system property org.sqlite.tmpdir at a writable folder that is not mounted noexec; on JDK 24 "
                        + "and later start Java with --enable-native-access=ALL-UNNAMED.",
                failure);
    }

    static JobException backupExists(Path target) {
        return new JobException.Storage(
                IO,
                "There is a file %s already; a backup never writes over one.".formatted(target),
                "Choose another name, or move that file away.",
                null);
    }

    static JobException backupFailed(Path target, Exception failure) {
        return new JobException.Storage(
                IO,
                "The backup could not be written to %s: %s".formatted(target, failure.getMessage()),
                "Check that the folder can be written and that its disk has room. The store itself is not touched.",
                failure);
    }
}
