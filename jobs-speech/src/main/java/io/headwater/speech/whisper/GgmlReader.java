package io.headwater.speech.whisper;

import io.headwater.speech.whisper.GgmlFile.Damage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Reads a file from front to back, and says in which of its parts it ends too early. */
final class GgmlReader implements AutoCloseable {
    private final FileChannel file;
    private final long size;
    private final ByteBuffer ahead =
            ByteBuffer.allocate(8_192).order(ByteOrder.LITTLE_ENDIAN).flip();

    private GgmlReader(FileChannel file, long size) {
        this.file = file;
        this.size = size;
    }

    static GgmlReader open(Path path) throws IOException {
        FileChannel file = FileChannel.open(path);
        return new GgmlReader(file, file.size());
    }

    long position() throws IOException {
        return file.position() - ahead.remaining();
    }

    boolean hasMore() throws IOException {
        return position() < size;
    }

    int int32(String part) throws IOException, Damage {
        have(Integer.BYTES, part);
        return ahead.getInt();
    }

    String ascii(int length, String part) throws IOException, Damage {
        have(length, part);
        byte[] bytes = new byte[length];
        ahead.get(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    void skip(long length, String part) throws IOException, Damage {
        long to = position() + length;
        if (to > size) {
            throw endsIn(part);
        }
        file.position(to);
        ahead.clear().flip();
    }

    private void have(int length, String part) throws IOException, Damage {
        while (ahead.remaining() < length) {
            ahead.compact();
            int read = file.read(ahead);
            ahead.flip();
            if (read < 0) {
                throw endsIn(part);
            }
        }
    }

    private Damage endsIn(String part) {
        return new Damage("it ends after %d bytes, in the middle of %s".formatted(size, part));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
