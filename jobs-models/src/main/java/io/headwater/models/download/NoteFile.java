package io.headwater.models.download;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The note beside a partial file. It is written in place, in one call and never shorter than before, filled up with
 * spaces: to replace a file makes some systems write the new one out at once, every time, in the middle of a download. A
 * process that is killed leaves the one note or the other. A power cut may leave a mixture, which reads as none, or is
 * found out by the digest.
 */
final class NoteFile implements Closeable {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** Never through a link that somebody put where the file should be. */
    private static final Set<OpenOption> OPTIONS =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private final Path path;
    private @Nullable FileChannel channel;

    NoteFile(Path path) {
        this.path = path;
    }

    PartialNote read() throws IOException {
        return JsonFile.read(path, PartialNote.class).orElse(PartialNote.NOTHING);
    }

    void write(PartialNote note) throws IOException {
        FileChannel open = open();
        byte[] text = JSON.writeValueAsBytes(note);
        byte[] filled = Arrays.copyOf(text, Math.max(text.length, Math.toIntExact(open.size())));
        Arrays.fill(filled, text.length, filled.length, (byte) ' ');
        open.write(ByteBuffer.wrap(filled), 0);
    }

    void delete() throws IOException {
        close();
        Files.deleteIfExists(path);
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }

    private FileChannel open() throws IOException {
        if (channel == null) {
            channel = FileChannel.open(path, OPTIONS);
        }
        return channel;
    }
}
