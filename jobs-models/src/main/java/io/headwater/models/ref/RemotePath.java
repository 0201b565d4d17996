package io.headwater.models.ref;

import java.io.IOException;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name that a stranger gave to a file: names with slashes between them. This is the only way for such a name to reach
 * the file system. What could mean one thing on Linux and another on Windows or macOS is refused on all of them, so that
 * a repository either works everywhere or fails everywhere in the same words.
 *
 * @param name as the remote wrote it, found harmless
 */
public record RemotePath(String name) {
    /** What file systems allow for a part, in bytes or, on some, in characters, of which there are never more. */
    private static final int LONGEST_PART = 255;

    /** Half of what Linux allows for a path, so that a cache may itself lie deep. */
    private static final int LONGEST = 2_048;

    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]");
    private static final Pattern SEPARATORS = Pattern.compile("[/\\\\]");

    /** Windows takes these for devices, whatever ending they have. */
    private static final Pattern DEVICE =
            Pattern.compile("(?iu)(con|prn|aux|nul|conin\\$|conout\\$|(com|lpt)[0-9¹²³]) *(\\..*)?");

    public RemotePath {
        String why = whyUnsafe(name);
        if (why != null) {
            throw UnsafeNames.refused(name, why);
        }
    }

    /**
     * All the files of one listing.
     *
     * @return in the order of the listing; refused where two of them would be one file on macOS or Windows, or one of
     *     them a folder of another
     */
    public static List<RemotePath> listing(Collection<String> names) {
        var files = new HashMap<String, RemotePath>();
        var listing = new ArrayList<RemotePath>(names.size());
        for (String name : names) {
            var path = new RemotePath(name);
            RemotePath twin = files.put(path.folded(), path);
            if (twin != null) {
                throw UnsafeNames.collision(twin.name, name);
            }
            listing.add(path);
        }
        for (RemotePath path : listing) {
            String folded = path.folded();
            for (int end = folded.lastIndexOf('/'); end > 0; end = folded.lastIndexOf('/', end - 1)) {
                RemotePath file = files.get(folded.substring(0, end));
                if (file != null) {
                    throw UnsafeNames.collision(file.name, path.name);
                }
            }
        }
        return listing;
    }

    /**
     * Where the file of this name lies, or would. Looks at the disk: no folder between the directory and the file may be
     * a link. The file itself may be one, so whoever writes there must replace it and not write through it.
     */
    public Path in(Path directory) throws IOException {
        Path root = directory.toAbsolutePath().normalize();
        Path place = resolve(root).normalize();
        // What follows from the checks above, if they are right; so it is worth a second look, and never a reason to
        // trust.
        if (!place.startsWith(root) || place.equals(root)) {
            throw UnsafeNames.refused(name, "it leads out of its folder");
        }
        for (Path folder = place.resolveSibling(""); !folder.equals(root); folder = folder.resolveSibling("")) {
            if (isLink(folder)) {
                throw UnsafeNames.throughLink(name, folder);
            }
        }
        return place;
    }

    @Override
    public String toString() {
        return UnsafeNames.shown(name);
    }

    private Path resolve(Path root) {
        try {
            return root.resolve(name);
        } catch (InvalidPathException notHere) {
            throw UnsafeNames.impossibleHere(name, notHere);
        }
    }

    /** As a file system sees it that knows no case and takes composed and decomposed letters for the same. */
    private String folded() {
        return Normalizer.normalize(name, Normalizer.Form.NFC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
    }

    private static @Nullable String whyUnsafe(String name) {
        if (name.isEmpty()) {
            return "it is empty";
        }
        if (CONTROLS.matcher(name).find()) {
            return "it holds a control character";
        }
        int bytes = utf8Length(name);
        if (bytes < 0) {
            return "it is no valid text";
        }
        if (bytes > LONGEST) {
            return "it is longer than %d bytes".formatted(LONGEST);
        }
        if (name.startsWith("/") || name.startsWith("\\")) {
            return "it begins at the root of the disk";
        }
        if (name.indexOf(':') >= 0) {
            return "it holds a colon, which on Windows leads to another drive or stream";
        }
        for (String part : SEPARATORS.split(name, -1)) {
            String why = whyUnsafePart(part);
            if (why != null) {
                return why;
            }
        }
        return name.indexOf('\\') < 0 ? null : "it holds a backslash, which on Windows separates folders";
    }

    private static @Nullable String whyUnsafePart(String part) {
        if (part.isEmpty()) {
            return "one of its parts is empty";
        }
        if (part.equals("..")) {
            return "it leads out of its folder";
        }
        if (part.endsWith(".") || part.endsWith(" ")) {
            return "one of its parts ends in a dot or a blank, which Windows drops";
        }
        if (utf8Length(part) > LONGEST_PART) {
            return "one of its parts is longer than %d bytes".formatted(LONGEST_PART);
        }
        return DEVICE.matcher(part).matches() ? "on Windows it is the name of a device" : null;
    }

    /** Negative where half a character stands alone, which no file system can store. */
    private static int utf8Length(String text) {
        try {
            return StandardCharsets.UTF_8
                    .newEncoder()
                    .encode(CharBuffer.wrap(text))
                    .remaining();
        } catch (CharacterCodingException halfACharacter) {
            return -1;
        }
    }

    private static boolean isLink(Path folder) throws IOException {
        try {
            var attributes = Files.readAttributes(folder, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            // "Other" is how the junctions of Windows show themselves.
            return attributes.isSymbolicLink() || attributes.isOther();
        } catch (NoSuchFileException notYet) {
            return false;
        }
    }
}
