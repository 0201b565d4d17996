package io.headwater.core.journal;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The library as it lies unpacked for all JVMs of one user, on Linux. Whoever can write it runs code in our process: so it
 * is used only from a folder that is our own, that nobody else may enter and that nobody else can put another in place of.
 * Against others that alone protects; size and checksum, after which it is named and which are compared each time, are for a
 * power cut, which can leave the name without the content.
 */
final class KeptLibrary {
    /** It belongs to whoever this process runs as, whatever the environment says of him. */
    private static final Path THIS_PROCESS = Path.of("/proc/self");

    private static final int ROOT = 0;
    private static final int KIND = 0170000;
    private static final int FOLDER = 0040000;
    private static final int REGULAR_FILE = 0100000;
    /** In such a folder everybody may make files, and nobody rename or delete those of others. */
    private static final int STICKY = 01000;

    private static final int PERMISSIONS = 0777;
    private static final int OURS_ALONE = 0700;
    private static final int OTHERS_MAY_WRITE = 0022;

    /** Other versions are left to the programs that may still use them; what lay here for longer is nobody's. */
    private static final Duration FORGOTTEN = Duration.ofDays(30);

    private final Path folder;
    private final int us;

    private KeptLibrary(Path folder, int us) {
        this.folder = folder;
        this.us = us;
    }

    /** Unpacks it where it is not there yet. Null when it does not come from a jar, or no such folder can be had. */
    static @Nullable Path of(URL packed, Path parent) throws IOException {
        if (!(packed.openConnection() instanceof JarURLConnection connection)) {
            return null;
        }
        int us = (int) Files.getAttribute(THIS_PROCESS, "unix:uid");
        Path folder = ownFolder(parent.toRealPath(), us);
        if (folder == null) {
            return null;
        }
        connection.setUseCaches(false); // or the jar would stay open
        try (JarFile jar = connection.getJarFile()) {
            return new KeptLibrary(folder, us).unpacked(jar, connection.getJarEntry());
        }
    }

    private static @Nullable Path ownFolder(Path parent, int us) throws IOException {
        for (Path above = parent; above != null; above = above.getParent()) {
            if (othersMayReplaceWhatIsIn(above, us)) {
                return null;
            }
        }
        Path folder = parent.resolve("headwater-sqlite-" + us);
        if (Files.notExists(folder, LinkOption.NOFOLLOW_LINKS)) {
            make(folder);
        }
        int mode = mode(folder);
        boolean ours = (mode & KIND) == FOLDER && owner(folder) == us && (mode & PERMISSIONS) == OURS_ALONE;
        return ours ? folder : null;
    }

    private static boolean othersMayReplaceWhatIsIn(Path folder, int us) throws IOException {
        int owner = owner(folder);
        int mode = mode(folder);
        return (owner != us && owner != ROOT) || ((mode & OTHERS_MAY_WRITE) != 0 && (mode & STICKY) == 0);
    }

    private static void make(Path folder) throws IOException {
        try {
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(NativeLibrary.OURS_ALONE));
        } catch (FileAlreadyExistsException madeMeanwhile) {
            // By another JVM of ours, or by somebody else: that is looked at next.
        }
    }

    private Path unpacked(JarFile jar, JarEntry entry) throws IOException {
        Path copy = folder.resolve("libsqlitejdbc-" + entry.getSize() + "-" + Long.toHexString(entry.getCrc()) + ".so");
        if (!isWhole(copy, entry)) {
            unpack(jar, entry, copy);
            deleteForgotten(Files.getLastModifiedTime(copy).toInstant().minus(FORGOTTEN));
        }
        return copy;
    }

    private boolean isWhole(Path copy, JarEntry entry) throws IOException {
        if (Files.notExists(copy, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        int mode = mode(copy);
        if ((mode & KIND) != REGULAR_FILE || owner(copy) != us || (mode & OTHERS_MAY_WRITE) != 0) {
            return false;
        }
        byte[] content = Files.readAllBytes(copy);
        var checksum = new CRC32();
        checksum.update(content);
        return content.length == entry.getSize() && checksum.getValue() == entry.getCrc();
    }

    /** Never in place: another JVM may have the old one loaded. */
    private void unpack(JarFile jar, JarEntry entry, Path copy) throws IOException {
        Path unfinished = folder.resolve(NativeLibrary.ownName());
        try (InputStream content = jar.getInputStream(entry)) {
            Files.copy(content, unfinished);
            Files.setPosixFilePermissions(unfinished, NativeLibrary.OURS_ALONE);
            Files.move(unfinished, copy, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Database.deleteQuietly(unfinished);
        }
    }

    private void deleteForgotten(Instant since) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                        .toInstant()
                        .isBefore(since)) {
                    Database.deleteQuietly(file);
                }
            }
        }
    }

    /** Asked of Linux itself, because what is the same everywhere knows neither numbers of users nor the sticky bit. */
    private static int owner(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    private static int mode(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    }
}
