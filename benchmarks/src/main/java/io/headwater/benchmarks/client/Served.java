package io.headwater.benchmarks.client;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A server in a process of its own, whose files are all one pattern, over and over. */
public interface Served extends AutoCloseable {
    /** nginx where it is installed, with files that lie in the system's memory; else {@link #withAnything}. */
    static Served withFiles(Path folder) throws IOException {
        return Clients.isInstalled(Nginx.PROGRAM) ? new Nginx(folder) : new OwnServer(folder);
    }

    /** Files of any size, of which nothing need be stored, and {@code ?cap=N} for so many bytes a second. */
    static Served withAnything(Path folder) throws IOException {
        return new OwnServer(folder);
    }

    URI location(long bytes, String name);

    /**
     * Has the system get hold of memory for so many bytes of files. What a virtual machine has not used for a while its host
     * may have taken, and to get that back takes longer than to write what is to be measured.
     */
    static void makeRoom(Path folder, long bytes) throws IOException {
        Path file = folder.resolve("room");
        Source.write(file, bytes);
        Files.delete(file);
    }

    @Override
    void close() throws IOException;

    /** Of any of its files of this length. */
    static String sha256(long bytes) throws NoSuchAlgorithmException {
        byte[] pattern = Source.pattern();
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (long place = 0; place < bytes; place += pattern.length) {
            digest.update(pattern, 0, (int) Math.min(pattern.length, bytes - place));
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
