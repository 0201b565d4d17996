package io.headwater.models.cache;

import io.headwater.models.download.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is remembered of files that were read from end to end: how they looked, and what their digest was. While a file
 * looks the same, it need not be read again.
 *
 * <p>There is one text for each folder of files, to which a line is added for each file; of several about one file the
 * last counts. Several processes may add to one. A line that cannot be understood is none: the file will be read again.
 */
public final class Verified {
    private static final JsonMapper JSON = JsonMapper.shared();
    /** So many lines may be out of date before the text is written anew. */
    private static final int STALE = 1_000;

    private final Path directory;
    private final Map<Path, Page> pages = new ConcurrentHashMap<>();

    /** @param directory where the texts lie; nothing is made before something is remembered */
    public Verified(Path directory) {
        this.directory = directory;
    }

    /**
     * A line.
     *
     * @param name the file's, in its folder
     */
    private record Line(String name, Looks looks, Digest digest) {}

    /**
     * A file as it lies there.
     *
     * @param before its digest when it was last read; empty when nobody remembers
     * @param unchanged whether it still looks as it did then
     * @param distrusted whether somebody has read it since then, and found it changed
     */
    public record Sight(Path file, Looks looks, Optional<Digest> before, boolean unchanged, boolean distrusted) {
        public long bytes() {
            return looks.bytes();
        }

        /** Its digest by an algorithm, if it is certain without reading it. */
        public Optional<Digest> known(String algorithm) {
            return unchanged ? before.filter(digest -> digest.algorithm().equals(algorithm)) : Optional.empty();
        }

        /**
         * Which digest it should have; empty where nobody knows: files only ever appear whole, so its being there has to do.
         *
         * @param declared by its source; null where it does not say
         */
        public Optional<Digest> expected(@Nullable Digest declared) {
            return declared == null ? before : Optional.of(declared);
        }
    }

    /** @param file may be a link; what it leads to is meant */
    public Sight look(Path file) throws IOException {
        Path real = file.toRealPath();
        Looks now = Looks.of(real);
        Line line = page(real).find(real);
        return line == null
                ? new Sight(real, now, Optional.empty(), false, false)
                : new Sight(
                        real,
                        now,
                        Optional.of(line.digest()),
                        line.looks().equals(now),
                        line.looks().equals(Looks.UNLIKE_ANY));
    }

    /** To be told how a file looked before it was read: what was written meanwhile must not count as verified. */
    public void remember(Sight sight, Digest digest) {
        try {
            page(sight.file()).add(new Line(String.valueOf(sight.file().getFileName()), sight.looks(), digest));
        } catch (IOException thenNot) {
            // It will be read again. Who cannot write here can use models all the same.
        }
    }

    /**
     * To be told when a file that was read has got its name: where it has only moved there, it need not be read again.
     *
     * @param sight of it where it was
     */
    public void rememberMoved(Sight sight, Digest digest, Path now) throws IOException {
        Sight moved = look(now);
        if (moved.looks().equals(sight.looks())
                && moved.known(digest.algorithm()).isEmpty()) {
            remember(moved, digest);
        }
    }

    /**
     * To be told when a file was read and was not what it should be, however it looks: next time it is read again.
     *
     * @param expected its digest while it was good
     */
    public void distrust(Sight sight, Digest expected) throws IOException {
        page(sight.file()).add(new Line(String.valueOf(sight.file().getFileName()), Looks.UNLIKE_ANY, expected));
    }

    private Page page(Path file) {
        return pages.computeIfAbsent(file.resolveSibling(""), Page::new);
    }

    /** What is remembered of the files of one folder. */
    private final class Page {
        private final Path text;
        private final Map<String, Line> lines = new HashMap<>();
        private long read;
        private int stale;

        Page(Path folder) {
            this.text = directory.resolve(Digest.ofText(folder.toString()).hex().substring(0, 32) + ".jsonl");
        }

        synchronized @Nullable Line find(Path file) throws IOException {
            readNews();
            return lines.get(String.valueOf(file.getFileName()));
        }

        synchronized void add(Line line) throws IOException {
            readNews();
            if (line.equals(lines.get(line.name()))) {
                return;
            }
            Files.createDirectories(directory);
            if (stale > STALE) {
                put(line);
                rewrite();
            } else {
                append(line);
            }
        }

        private void append(Line line) throws IOException {
            byte[] bytes = (JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8);
            Files.write(text, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            if (read + bytes.length == Files.size(text)) {
                read += bytes.length;
                put(line);
            }
        }

        private void rewrite() throws IOException {
            var all = new StringBuilder();
            lines.values()
                    .forEach(line -> all.append(JSON.writeValueAsString(line)).append('\n'));
            new Drafts(directory).make(text, draft -> Files.writeString(draft, all, StandardOpenOption.CREATE_NEW));
            read = Files.size(text);
            stale = 0;
        }

        /** Others may have added something, or written it anew. */
        private void readNews() throws IOException {
            try {
                if (Files.size(text) == read) {
                    return;
                }
                byte[] bytes = Files.readAllBytes(text);
                lines.clear();
                stale = 0;
                new String(bytes, StandardCharsets.UTF_8).lines().forEach(this::understand);
                read = bytes.length;
            } catch (NoSuchFileException none) {
                lines.clear();
                read = 0;
            }
        }

        private void understand(String text) {
            try {
                put(JSON.readValue(text, Line.class));
            } catch (JacksonException | NullPointerException notALine) {
                stale++;
            }
        }

        private void put(Line line) {
            stale += lines.put(line.name(), line) == null ? 0 : 1;
        }
    }
}
