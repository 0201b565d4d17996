package io.headwater.models.download;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** What is there. A disk that does not answer is not taken for one that says no, as the JDK's own questions do. */
public final class There {
    private There() {}

    public static boolean isFile(Path path, LinkOption... options) throws IOException {
        return at(path, options).filter(BasicFileAttributes::isRegularFile).isPresent();
    }

    public static boolean isFolder(Path path, LinkOption... options) throws IOException {
        return at(path, options).filter(BasicFileAttributes::isDirectory).isPresent();
    }

    public static boolean isAnything(Path path) throws IOException {
        return at(path, LinkOption.NOFOLLOW_LINKS).isPresent();
    }

    private static Optional<BasicFileAttributes> at(Path path, LinkOption... options) throws IOException {
        try {
            return Optional.of(Files.readAttributes(path, BasicFileAttributes.class, options));
        } catch (NoSuchFileException nothing) {
            return Optional.empty();
        } catch (FileSystemException refused) {
            if (isBelowAFile(path)) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    private static boolean isBelowAFile(Path path) {
        for (Path above = path.getParent(); above != null; above = above.getParent()) {
            if (Files.isRegularFile(above)) {
                return true;
            }
        }
        return false;
    }
}
