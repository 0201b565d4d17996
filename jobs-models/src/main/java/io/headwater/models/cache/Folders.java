package io.headwater.models.cache;

import io.headwater.models.download.There;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Making and removing folders without ever going through a link. */
final class Folders {
    private Folders() {}

    /** Makes all folders from the first, which may be a link that its owner put there, down to the last. */
    static void make(Path first, Path last) throws IOException {
        if (!There.isFolder(first)) {
            Files.createDirectories(first);
        }
        Path folder = first;
        for (Path part : first.relativize(last)) {
            folder = folder.resolve(part);
            if (!isFolder(folder)) {
                makeOne(folder);
            }
        }
    }

    static boolean isFolder(Path path) throws IOException {
        return There.isFolder(path, LinkOption.NOFOLLOW_LINKS);
    }

    static boolean isFile(Path path) throws IOException {
        return There.isFile(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** A path of ours to which no link may have been put; else it would be read and written somewhere else. */
    static Path notALink(Path path) {
        if (Files.isSymbolicLink(path)) {
            throw CacheErrors.link(path);
        }
        return path;
    }

    /** Links are removed themselves, whatever they lead to. What is gone already is fine: others may be tidying up too. */
    static void remove(Path folder) throws IOException {
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                    if (failure instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw failure;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
                        throws IOException {
                    if (failure != null) {
                        throw failure;
                    }
                    Files.deleteIfExists(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (NoSuchFileException goneAlready) {
            // As wished.
        }
    }

    private static void makeOne(Path folder) throws IOException {
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException there) {
            if (Files.isSymbolicLink(folder)) {
                throw CacheErrors.link(folder);
            }
            if (!isFolder(folder)) {
                throw there;
            }
        }
    }
}
