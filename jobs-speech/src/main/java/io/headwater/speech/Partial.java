package io.headwater.speech;

import io.headwater.speech.transcript.Segment;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What has been heard of a recording so far, a segment a line, under a line that says of which recording and by which model.
 * A hundred hours of talk never stand in a checkpoint, and what a killed process wrote after its last checkpoint is cut off.
 * Blocks.
 */
final class Partial implements Closeable {
    private final FileChannel channel;
    private final List<Segment> segments;

    private Partial(FileChannel channel, List<Segment> segments) {
        this.channel = channel;
        this.segments = segments;
    }

    /** @param maker what the segments depend on: they are of no use to a job that has another */
    static Partial begin(Path file, String maker) throws IOException {
        Files.createDirectories(file.getParent());
        FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        var partial = new Partial(channel, new ArrayList<>());
        partial.write(JsonMapper.shared().writeValueAsString(maker));
        return partial;
    }

    /**
     * The same, as far as it was when it had this length; null when it is no longer what it was.
     *
     * @param length as {@link #length} was
     */
    static @Nullable Partial resume(Path file, String maker, long length) throws IOException {
        if (!Files.exists(file) || Files.size(file) < length) {
            return null;
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        Partial resumed = null;
        try {
            channel.truncate(length);
            List<Segment> segments = read(channel, length, maker);
            if (segments != null) {
                channel.position(length);
                resumed = new Partial(channel, segments);
            }
        } catch (JacksonException damaged) {
            // Then it is heard again from its beginning.
        } finally {
            if (resumed == null) {
                channel.close();
            }
        }
        return resumed;
    }

    private static @Nullable List<Segment> read(FileChannel channel, long length, String maker) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(length));
        int read = 0;
        while (bytes.hasRemaining() && read >= 0) {
            read = channel.read(bytes);
        }
        List<String> lines =
                StandardCharsets.UTF_8.decode(bytes.flip()).toString().lines().toList();
        if (lines.isEmpty() || !JsonMapper.shared().writeValueAsString(maker).equals(lines.get(0))) {
            return null;
        }
        var segments = new ArrayList<Segment>();
        for (String line : lines.subList(1, lines.size())) {
            segments.add(JsonMapper.shared().readValue(line, Segment.class));
        }
        return segments;
    }

    /** What has been heard, in order. */
    List<Segment> segments() {
        return segments;
    }

    void add(Segment segment) throws IOException {
        segments.add(segment);
        write(JsonMapper.shared().writeValueAsString(segment));
    }

    /** From now on even a machine that loses its power has what was added. */
    void force() throws IOException {
        channel.force(false);
    }

    long length() throws IOException {
        return channel.position();
    }

    private void write(String line) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(line + "\n");
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
