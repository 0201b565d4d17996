package io.headwater.models.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Asks the disk, then does it. */
final class FaultyChannel extends FileChannel {
    private final FaultyDisk disk;
    private final Path path;
    private final FileChannel real;

    FaultyChannel(FaultyDisk disk, Path path, FileChannel real) {
        this.disk = disk;
        this.path = path;
        this.real = real;
        disk.opened();
    }

    private void asked(Operation operation) throws IOException {
        disk.asked(operation, path, null, 0);
    }

    /** One that fails has got halfway. */
    private interface Writing {
        int of(ByteBuffer bytes) throws IOException;
    }

    private int write(ByteBuffer bytes, Writing writing) throws IOException {
        try {
            disk.asked(Operation.WRITE, path, null, bytes.remaining());
        } catch (IOException failure) {
            writing.of(bytes.duplicate().limit(bytes.position() + bytes.remaining() / 2));
            throw failure;
        }
        return writing.of(bytes);
    }

    @Override
    public int read(ByteBuffer bytes) throws IOException {
        asked(Operation.READ);
        return real.read(bytes);
    }

    @Override
    public long read(ByteBuffer[] many, int offset, int length) throws IOException {
        asked(Operation.READ);
        return real.read(many, offset, length);
    }

    @Override
    public int read(ByteBuffer bytes, long place) throws IOException {
        asked(Operation.READ);
        return real.read(bytes, place);
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        return write(bytes, real::write);
    }

    @Override
    public long write(ByteBuffer[] many, int offset, int length) throws IOException {
        asked(Operation.WRITE);
        return real.write(many, offset, length);
    }

    @Override
    public int write(ByteBuffer bytes, long place) throws IOException {
        return write(bytes, part -> real.write(part, place));
    }

    @Override
    public long position() throws IOException {
        return real.position();
    }

    @Override
    public FileChannel position(long place) throws IOException {
        real.position(place);
        return this;
    }

    @Override
    public long size() throws IOException {
        asked(Operation.LOOK);
        return real.size();
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        asked(Operation.TRUNCATE);
        real.truncate(size);
        return this;
    }

    @Override
    public void force(boolean all) throws IOException {
        asked(Operation.FORCE);
        real.force(all);
    }

    @Override
    public long transferTo(long place, long count, WritableByteChannel target) throws IOException {
        asked(Operation.READ);
        return real.transferTo(place, count, target);
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long place, long count) throws IOException {
        asked(Operation.WRITE);
        return real.transferFrom(source, place, count);
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long place, long size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLock lock(long place, long size, boolean shared) throws IOException {
        asked(Operation.LOCK);
        return real.lock(place, size, shared);
    }

    @Override
    public @Nullable FileLock tryLock(long place, long size, boolean shared) throws IOException {
        asked(Operation.LOCK);
        return disk.locksAreCourtesies() ? new Courtesy(place, size) : real.tryLock(place, size, shared);
    }

    /** A lock that everybody gets. */
    private final class Courtesy extends FileLock {
        Courtesy(long place, long size) {
            super(FaultyChannel.this, place, size, false);
        }

        @Override
        public boolean isValid() {
            return isOpen();
        }

        @Override
        public void release() {}
    }

    @Override
    protected void implCloseChannel() throws IOException {
        disk.closed();
        real.close();
    }
}
