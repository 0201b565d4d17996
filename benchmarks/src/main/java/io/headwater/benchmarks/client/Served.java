package io.headwater.benchmarks.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** The server's process, seen from outside. */
public final class Served implements AutoCloseable {
    private final Process process;
    private final int port;

    public Served(Path folder) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        process = new ProcessBuilder(List.of(
                        java, "-cp", System.getProperty("java.class.path"), Source.class.getName(), folder.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        port = Integer.parseInt(said.readLine());
    }

    public URI location(long bytes, String name) {
        return URI.create("http://127.0.0.1:%d/%d/%s".formatted(port, bytes, name));
    }

    /** Of any of its files of this length. */
    public static String sha256(long bytes) throws NoSuchAlgorithmException {
        byte[] pattern = Source.pattern();
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (long place = 0; place < bytes; place += pattern.length) {
            digest.update(pattern, 0, (int) Math.min(pattern.length, bytes - place));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
