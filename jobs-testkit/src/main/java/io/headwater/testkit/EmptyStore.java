package io.headwater.testkit;

import io.headwater.core.JobEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A store as a first start leaves it, made once and copied: making the schema takes longer than most tests. */
final class EmptyStore {
    private static final byte[] BYTES = make();

    private EmptyStore() {}

    private static byte[] make() {
        try {
            Path folder = Files.createTempDirectory("headwater-empty");
            Path file = folder.resolve("jobs.db");
            JobEngine.builder().database(file).start().close();
            byte[] bytes = Files.readAllBytes(file);
            for (String name : new String[] {"jobs.db", "jobs.db-wal", "jobs.db-shm", "jobs.db.lock"}) {
                Files.deleteIfExists(folder.resolve(name));
            }
            Files.delete(folder);
            return bytes;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Leaves a file that is there alone. */
    static void putWhereMissing(Path file) {
        try {
            if (Files.notExists(file)) {
                Files.write(file, BYTES);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
