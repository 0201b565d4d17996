package io.headwater.cli.command;

import io.headwater.cli.screen.Words;
import io.headwater.cli.work.Home;
import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** The token that is kept in a home, for its owner's eyes only. */
public final class TokenFile {
    private static final Set<PosixFilePermission> OWNERS = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private final Home home;

    private TokenFile(Home home) {
        this.home = home;
    }

    public static TokenFile in(Home home) {
        return new TokenFile(home);
    }

    public Path path() {
        return home.directory().resolve("token");
    }

    /** Whole or not at all: the one before stays until the new one is on the disk. */
    public void write(String token) {
        home.createForOwner();
        try {
            // Made so that only its owner can read it, from the first moment on.
            Path draft = Files.createTempFile(home.directory(), "token", ".new");
            try {
                fill(draft, token);
                Files.move(draft, path(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException failure) {
            throw failed("The token cannot be kept in " + path(), failure);
        }
    }

    private static void fill(Path draft, String token) throws IOException {
        try (FileChannel file = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap((token + "\n").getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(true);
        }
    }

    /** @return whether there was one */
    public boolean delete() {
        try {
            return Files.deleteIfExists(path());
        } catch (IOException failure) {
            throw failed("The token in %s cannot be removed".formatted(path()), failure);
        }
    }

    /** What is to be said when others may read it. */
    public Optional<String> warning() {
        try {
            Path path = path();
            boolean isOpen = Files.exists(path)
                    && path.getFileSystem().supportedFileAttributeViews().contains("posix")
                    && !OWNERS.containsAll(Files.getPosixFilePermissions(path));
            return isOpen
                    ? Optional.of("headwater: others may read the token in %1$s; to keep it from them: chmod 600 %1$s"
                            .formatted(path))
                    : Optional.empty();
        } catch (IOException unreadable) {
            // Whoever reads the token will say it better.
            return Optional.empty();
        }
    }

    public static JobException failed(String what, IOException failure) {
        return new JobException.Environment(
                ErrorCode.IO,
                "%s: %s".formatted(what, Words.reason(failure)),
                "See to the permissions there.",
                failure);
    }
}
