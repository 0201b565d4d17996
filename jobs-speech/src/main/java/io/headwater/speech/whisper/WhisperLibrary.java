package io.headwater.speech.whisper;

import io.github.givimad.whisperjni.WhisperJNI;
import io.headwater.speech.whisper.WhisperException.Kind;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Loads the native library, once for this JVM.
 *
 * <p>On Linux the files are unpacked here rather than by the binding, which leaves a folder behind for each JVM, and which
 * on some arm64 processors asks for a file that its jar does not have. Once loaded, the files are needed no more.
 */
final class WhisperLibrary {
    private static final String FOLDER_OF_THE_BINDING = "io.github.givimad.whisperjni.libdir";

    private static boolean loaded;

    private WhisperLibrary() {}

    static synchronized void load() throws WhisperException {
        if (loaded) {
            return;
        }
        try {
            if (isLinux() && System.getProperty(FOLDER_OF_THE_BINDING) == null) {
                loadUnpacked();
            } else {
                WhisperJNI.loadLibrary(line -> {});
            }
        } catch (IOException | UnsatisfiedLinkError e) {
            throw new WhisperException(Kind.NO_LIBRARY, String.valueOf(e.getMessage()));
        }
        WhisperJNI.setLibraryLogger(NativeLog::note);
        loaded = true;
    }

    private static boolean isLinux() {
        return System.getProperty("os.name").contains("Linux");
    }

    private static void loadUnpacked() throws IOException {
        Path folder = Files.createTempDirectory("headwater-whisper-");
        System.setProperty(FOLDER_OF_THE_BINDING, folder.toString());
        try {
            unpack(Processor.here(), folder);
            WhisperJNI.loadLibrary(line -> {});
        } finally {
            System.clearProperty(FOLDER_OF_THE_BINDING);
            Scratch.delete(folder);
        }
    }

    private static void unpack(Processor processor, Path folder) throws IOException {
        unpack(processor.folder(), processor.ggml(), folder.resolve("libggml.so"));
        unpack(processor.folder(), "libwhisper.so.1", folder.resolve("libwhisper.so.1"));
        unpack(processor.folder(), "libwhisper-jni.so", folder.resolve("libwhisper-jni.so"));
    }

    private static void unpack(String from, String name, Path to) throws IOException {
        try (InputStream packed = WhisperJNI.class.getResourceAsStream("/" + from + "/" + name)) {
            if (packed == null) {
                throw new FileNotFoundException("there is no " + from + "/" + name + " for this processor");
            }
            Files.copy(packed, to);
        }
    }

    /** Which of the files in the binding's jar run here. */
    record Processor(String folder, String ggml) {
        static Processor here() throws IOException {
            Path description = Path.of("/proc/cpuinfo");
            return of(
                    System.getProperty("os.arch"), Files.isReadable(description) ? Files.readString(description) : "");
        }

        /** @param description as Linux gives it in {@code /proc/cpuinfo} */
        static Processor of(String architecture, String description) throws FileNotFoundException {
            Set<String> abilities = new HashSet<>(List.of(description.split("\\s+")));
            return switch (architecture) {
                case "amd64" ->
                    new Processor(
                            "debian-amd64",
                            abilities.containsAll(List.of("avx", "avx2", "fma", "f16c"))
                                    ? "libggml+mf16c+mfma+mavx+mavx2.so"
                                    : "libggml.so");
                case "aarch64" ->
                    new Processor("debian-arm64", abilities.contains("fphp") ? "libggml+fp16.so" : "libggml+crc.so");
                case "arm" ->
                    new Processor("debian-armv7l", abilities.contains("crc32") ? "libggml+crc.so" : "libggml.so");
                default -> throw new FileNotFoundException("it is not built for " + architecture);
            };
        }
    }
}
