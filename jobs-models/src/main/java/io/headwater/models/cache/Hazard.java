package io.headwater.models.cache;

import com.fasterxml.jackson.annotation.JsonValue;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a file may do to whoever loads it. Nothing is loaded or carried out here; but who means to should know before. It is
 * judged by what stands in a file, as far as that can be told: a name such as {@code model.bin} says nothing.
 */
public enum Hazard {
    PICKLE("is a pickle: to load it is to carry out whatever its author wants"),
    PROGRAM("is a program");

    /** What nobody takes for a pickle, whatever stands in it. */
    private static final Pattern DATA = Pattern.compile(
            "(?i).*\\.(safetensors|gguf|onnx|json|jsonl|txt|md|ya?ml|csv|html|gitattributes|png|jpe?g|wav|traineddata)");

    private static final Pattern PICKLED = Pattern.compile("(?i).*\\.(pkl|pickle|joblib|pt|pth|ckpt)");
    private static final Pattern SOURCE = Pattern.compile("(?i).*\\.(py|pyc|sh|bat|ps1|so|dll|dylib|exe)");

    /** Enough for the beginning of a file, and for the list of contents at the end of an archive. */
    private static final int LOOK = 64 * 1024;

    private final String words;

    Hazard(String words) {
        this.words = words;
    }

    /** As far as its name tells. */
    public static Optional<Hazard> of(String name) {
        if (SOURCE.matcher(name).matches()) {
            return Optional.of(PROGRAM);
        }
        return PICKLED.matcher(name).matches() ? Optional.of(PICKLE) : Optional.empty();
    }

    /** Reads its beginning and its end. */
    public static Optional<Hazard> of(String name, Path file) throws IOException {
        Optional<Hazard> byName = of(name);
        if (byName.isPresent() || DATA.matcher(name).matches()) {
            return byName;
        }
        try (var open = new RandomAccessFile(file.toFile(), "r")) {
            return holdsPickle(open) ? Optional.of(PICKLE) : Optional.empty();
        }
    }

    /** As it begins since protocol 2; or in an archive, as newer versions of its best known author write it. */
    private static boolean holdsPickle(RandomAccessFile file) throws IOException {
        String head = read(file, 0);
        boolean isPickle = head.length() > 1 && head.charAt(0) == 0x80 && head.charAt(1) >= 2 && head.charAt(1) <= 5;
        boolean isArchive = head.startsWith("PK\u0003\u0004");
        return isPickle
                || isArchive
                        && (head.contains(".pkl")
                                || read(file, Math.max(0, file.length() - LOOK)).contains(".pkl"));
    }

    private static String read(RandomAccessFile file, long from) throws IOException {
        var bytes = new byte[(int) Math.min(LOOK, file.length() - from)];
        file.seek(from);
        file.readFully(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** What is to be said of a file behind its name. */
    public String words() {
        return words;
    }

    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
