package io.headwater.models.disk;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Asks the disk, then does it. */
final class FaultyProvider extends FileSystemProvider {
    private static final FileSystemProvider REAL = FileSystems.getDefault().provider();

    private final FaultyDisk disk;
    private final FaultySystem system;

    FaultyProvider(FaultyDisk disk, FaultySystem system) {
        this.disk = disk;
        this.system = system;
    }

    /** The real path, when the disk lets it be worked on. */
    private Path asked(Operation operation, Path path) throws IOException {
        return asked(operation, path, null);
    }

    private Path asked(Operation operation, Path path, @Nullable Path to) throws IOException {
        Path real = FaultyPath.real(path);
        disk.asked(operation, real, to == null ? null : FaultyPath.real(to), 0);
        return disk.located(real);
    }

    private Path located(Path path) {
        return disk.located(FaultyPath.real(path));
    }

    private Path wrapped(Path real) {
        return new FaultyPath(system, real);
    }

    /** What has been mounted elsewhere, is to keep its name. */
    Path toRealPath(Path path, LinkOption... options) throws IOException {
        Path there = asked(Operation.LOOK, path);
        Path real = there.toRealPath(options);
        return there.equals(path) ? real : path;
    }

    @Override
    public String getScheme() {
        return "faulty";
    }

    @Override
    public FileSystem newFileSystem(URI location, Map<String, ?> settings) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileSystem getFileSystem(URI location) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Path getPath(URI location) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileChannel newByteChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        boolean makes = options.contains(StandardOpenOption.CREATE) || options.contains(StandardOpenOption.CREATE_NEW);
        Path real = asked(makes ? Operation.MAKE : Operation.OPEN, path);
        return new FaultyChannel(disk, FaultyPath.real(path), FileChannel.open(real, options, attributes));
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path folder, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        Path real = asked(Operation.LIST, folder);
        DirectoryStream<Path> stream = REAL.newDirectoryStream(real, found -> true);
        return new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                return StreamSupport.stream(stream.spliterator(), false)
                        .map(found -> folder.resolve(String.valueOf(found.getFileName())))
                        .filter(found -> accepts(filter, found))
                        .iterator();
            }

            @Override
            public void close() throws IOException {
                stream.close();
            }
        };
    }

    private static boolean accepts(DirectoryStream.Filter<? super Path> filter, Path found) {
        try {
            return filter.accept(found);
        } catch (IOException failure) {
            throw new DirectoryIteratorException(failure);
        }
    }

    @Override
    public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
        REAL.createDirectory(asked(Operation.MAKE, folder), attributes);
    }

    @Override
    public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes) throws IOException {
        REAL.createSymbolicLink(asked(Operation.LINK, link), FaultyPath.real(target), attributes);
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
        REAL.createLink(asked(Operation.LINK, link), located(existing));
    }

    @Override
    public Path readSymbolicLink(Path link) throws IOException {
        return wrapped(REAL.readSymbolicLink(asked(Operation.LOOK, link)));
    }

    @Override
    public void delete(Path path) throws IOException {
        REAL.delete(asked(Operation.DELETE, path));
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) throws IOException {
        REAL.copy(asked(Operation.WRITE, source), located(target), options);
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        REAL.move(asked(Operation.MOVE, source, target), located(target), options);
    }

    @Override
    public boolean isSameFile(Path one, Path other) throws IOException {
        return REAL.isSameFile(asked(Operation.LOOK, one), located(other));
    }

    @Override
    public boolean isHidden(Path path) throws IOException {
        return REAL.isHidden(asked(Operation.LOOK, path));
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
        return disk.storeOf(REAL.getFileStore(asked(Operation.ROOM, path)));
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        REAL.checkAccess(asked(Operation.LOOK, path), modes);
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        return REAL.getFileAttributeView(located(path), type, options);
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        return REAL.readAttributes(asked(Operation.LOOK, path), type, options);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
        return REAL.readAttributes(asked(Operation.LOOK, path), attributes, options);
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
        REAL.setAttribute(asked(Operation.MAKE, path), attribute, value, options);
    }
}
