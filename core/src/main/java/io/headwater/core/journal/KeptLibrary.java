package io.headwater.core.journal;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.jar.JarEntry;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The library as it lies unpacked for all JVMs of one user, on Linux. Whoever can write it runs code in our process: so it
 * is used only from a folder that is our own and that nobody else may enter. It is named for its size and checksum, and read
 * through before it is used, because a power cut can leave the name without the content.
 */
final class KeptLibrary {
    /** It belongs to whoever this process runs as, whatever the environment says of him. */
    private static final Path THIS_PROCESS = Path.of("/proc/self");

    private KeptLibrary() {}

    /** Unpacks it where it is not there yet. Null when it does not come from a jar, or no such folder can be had. */
    static @Nullable Path of(URL packed, Path parent) throws IOException {
        if (!(packed.openConnection() instanceof JarURLConnection connection)) {
            return null;
        }
        Path folder = ownFolder(parent);
        if (folder == null) {
            return null;
        }
        JarEntry entry = connection.getJarEntry();
        Path copy = folder.resolve("libsqlitejdbc-" + entry.getSize() + "-" + Long.toHexString(entry.getCrc()) + ".so");
        if (!isWhole(copy, entry)) {
            unpack(connection, copy);
        }
        return copy;
    }

    private static @Nullable Path ownFolder(Path parent) throws IOException {
        var us = Files.getOwner(THIS_PROCESS);
        Path folder = parent.resolve("headwater-sqlite-" + us.getName());
        if (Files.notExists(folder, LinkOption.NOFOLLOW_LINKS)) {
            make(folder);
        }
        var found = Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        boolean ours = found.isDirectory()
                && found.owner().equals(us)
                && found.permissions().equals(NativeLibrary.OURS_ALONE);
        return ours ? folder : null;
    }

    private static void make(Path folder) throws IOException {
        try {
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(NativeLibrary.OURS_ALONE));
        } catch (FileAlreadyExistsException madeMeanwhile) {
            // By another JVM of ours, or by somebody else: that is looked at next.
        }
    }

    private static boolean isWhole(Path copy, JarEntry entry) throws IOException {
        if (Files.notExists(copy)) {
            return false;
        }
        byte[] content = Files.readAllBytes(copy);
        var checksum = new CRC32();
        checksum.update(content);
        return content.length == entry.getSize() && checksum.getValue() == entry.getCrc();
    }

    /** Never in place: another JVM may have the old one loaded. */
    private static void unpack(JarURLConnection packed, Path copy) throws IOException {
        Path unfinished = NativeLibrary.privateFolder(copy.resolveSibling("")).resolve("unfinished");
        try (InputStream content = packed.getInputStream()) {
            Files.copy(content, unfinished);
            Files.move(unfinished, copy, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Database.deleteQuietly(unfinished);
            Database.deleteQuietly(unfinished.resolveSibling(""));
        }
    }
}
