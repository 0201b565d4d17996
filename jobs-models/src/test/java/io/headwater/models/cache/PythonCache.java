package io.headwater.models.cache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A repository in a cache as Python's client leaves it, by the letter of the specification and by none of our code. */
record PythonCache(Path folder) {
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    static final String OTHER_COMMIT = "fedcba9876543210fedcba9876543210fedcba98";

    static PythonCache model(Path root, String id) {
        return new PythonCache(root.resolve("models--" + id.replace("/", "--")));
    }

    /** @return its etag, as git names it */
    String blob(String content) throws IOException {
        String etag = etag(content);
        Files.createDirectories(folder.resolve("blobs"));
        Files.writeString(folder.resolve("blobs").resolve(etag), content);
        return etag;
    }

    PythonCache file(String commit, String path, String content) throws IOException {
        return link(commit, path, blob(content));
    }

    PythonCache link(String commit, String path, String etag) throws IOException {
        String up = "../".repeat(path.split("/").length + 1);
        Files.createSymbolicLink(place(commit, path), Path.of(up + "blobs/" + etag));
        return this;
    }

    /** As where there are no links. */
    PythonCache copy(String commit, String path, String content) throws IOException {
        Files.writeString(place(commit, path), content);
        return this;
    }

    PythonCache ref(String revision, String commit) throws IOException {
        Path ref = folder.resolve("refs").resolve(revision);
        Files.createDirectories(ref.getParent());
        Files.writeString(ref, commit);
        return this;
    }

    PythonCache tree(String commit, String text) throws IOException {
        Files.createDirectories(folder.resolve("trees"));
        Files.writeString(folder.resolve("trees").resolve(commit + ".json"), text);
        return this;
    }

    Path place(String commit, String path) throws IOException {
        Path place = folder.resolve("snapshots").resolve(commit).resolve(path);
        Files.createDirectories(place.getParent());
        return place;
    }

    static String etag(String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        try {
            var digest = MessageDigest.getInstance("SHA-1");
            digest.update(("blob " + bytes.length + "\0").getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest.digest(bytes));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new AssertionError(everyJdkHasIt);
        }
    }
}
