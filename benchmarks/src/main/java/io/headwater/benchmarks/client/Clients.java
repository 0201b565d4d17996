package io.headwater.benchmarks.client;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** All there are, by name. */
public final class Clients {
    public static final String HEADWATER = "headwater";
    public static final String HEADWATER_SYNCED = "headwater, fsync";
    public static final String CURL = "curl";
    public static final String CURL_SYNCED = "curl, sync";
    public static final String CURL_OPENSSL = "curl, openssl dgst";
    public static final String CURL_RANGES = "curl, 8 ranges";
    public static final String ARIA2 = "aria2c -x4 --checksum";
    public static final String ARIA2_RANGES = "aria2c -x8";
    public static final String JDK = "JDK HttpClient, hash";
    public static final String REACTOR_NETTY = "plain Reactor Netty, hash";

    private Clients() {}

    public static Client make(String name, Path folder) {
        return switch (name) {
            case HEADWATER -> new Headwater(folder, false);
            case HEADWATER_SYNCED -> new Headwater(folder, true);
            case CURL -> Command.curl("");
            case CURL_SYNCED -> Command.curl(" && sync {file}");
            case CURL_OPENSSL -> Command.curl(" && openssl dgst -sha256 {file} | grep -q {sha256}");
            case CURL_RANGES -> Command.curlRanges(8);
            case ARIA2 -> Command.aria2(4, " --checksum=sha-256={sha256}");
            case ARIA2_RANGES -> Command.aria2(8, "");
            case JDK -> new JdkClient();
            case REACTOR_NETTY -> new PlainLoop();
            default -> throw new IllegalArgumentException("there is no client called " + name);
        };
    }

    /** Those of them whose programs are installed here. */
    public static List<String> present(String... names) {
        return Stream.of(names)
                .filter(name -> !name.contains("openssl") || isInstalled("openssl"))
                .filter(name -> !name.startsWith("curl") || isInstalled("curl"))
                .filter(name -> !name.startsWith("aria2c") || isInstalled("aria2c"))
                .toList();
    }

    static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
