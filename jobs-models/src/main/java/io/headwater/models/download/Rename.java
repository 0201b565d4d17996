package io.headwater.models.download;

import java.io.File;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Gives a file its name, at once and in place of what had it. Some systems refuse that while another program has one of the
 * two open, and virus scanners open whatever is new: so it is tried again for a while. Blocks.
 */
public final class Rename {
    private static final Rename PATIENT = new Rename(Duration.ofSeconds(10));
    private static final long REST_MILLIS = 50;
    private static final boolean WINDOWS = File.separatorChar == '\\';
    private static final Pattern IN_USE = Pattern.compile("(?i).*(used by another process|busy).*");

    private final Duration patience;

    Rename(Duration patience) {
        this.patience = patience;
    }

    /** Somebody has it open, for longer than anybody waits. */
    static final class InUse extends FileSystemException {
        private static final long serialVersionUID = 1L;

        InUse(Path file, Path name, IOException refused) {
            super(file.toString(), name.toString(), "is in use by another program");
            initCause(refused);
        }
    }

    public static void file(Path file, Path name) throws IOException {
        PATIENT.rename(file, name);
    }

    void rename(Path file, Path name) throws IOException {
        long start = System.nanoTime();
        while (true) {
            try {
                Files.move(file, name, StandardCopyOption.ATOMIC_MOVE);
                return;
            } catch (FileSystemException refused) {
                if (!mayPass(refused, name)) {
                    throw refused;
                }
                if (System.nanoTime() - start >= patience.toNanos()) {
                    throw new InUse(file, name, refused);
                }
            }
            rest();
        }
    }

    /** Where nothing may be written, waiting does not help. */
    private static boolean mayPass(FileSystemException refused, Path name) {
        if (refused instanceof AccessDeniedException) {
            return Files.isWritable(name.resolveSibling(""));
        }
        // The JDK has no type for this, and Windows says it in the language of its user.
        return refused.getClass() == FileSystemException.class
                && (WINDOWS
                        || IN_USE.matcher(String.valueOf(refused.getReason())).matches());
    }

    private static void rest() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(REST_MILLIS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while another program had the file", stop);
        }
    }
}
