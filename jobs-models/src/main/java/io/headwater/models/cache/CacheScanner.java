package io.headwater.models.cache;

import io.headwater.models.cache.CacheScan.Damage;
import io.headwater.models.cache.CacheScan.Partial;
import io.headwater.models.cache.ScannedRepo.Leftover;
import io.headwater.models.download.Partials;
import io.headwater.models.ref.RepoType;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Looks through a cache by the rules of Python's scanner, so that both say the same of it: one thing that does not belong
 * where it is makes a whole repository a damaged one. One difference: a link that leads out of its repository is not
 * followed here.
 */
final class CacheScanner {
    private static final Set<String> CLUTTER = Set.of(".DS_Store", "Thumbs.db", "desktop.ini");
    private static final Set<String> NO_REPOSITORIES = Set.of(".locks", CacheTag.NAME);
    private static final Pattern OUR_PARTIAL =
            Pattern.compile("[0-9a-f]{40,64}(\\.[0-9a-f]+)?\\.headwater\\.(state\\.)?incomplete");
    private static final int LONGEST_REF = 200;

    /** What makes a repository a damaged one. */
    private static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        Unusable(String why) {
            super(why, null, false, false);
        }
    }

    private CacheScanner() {}

    static CacheScan scan(Path root) throws IOException {
        var repositories = new ArrayList<ScannedRepo>();
        var damaged = new ArrayList<Damage>();
        var partials = new ArrayList<Partial>();
        for (Path entry : entries(root)) {
            stopWhenInterrupted();
            if (NO_REPOSITORIES.contains(name(entry))) {
                continue;
            }
            try {
                partials.addAll(partials(entry));
                repositories.add(repository(entry));
            } catch (Unusable reason) {
                damaged.add(damage(entry, String.valueOf(reason.getMessage())));
            } catch (InterruptedIOException stopped) {
                throw stopped;
            } catch (NoSuchFileException changing) {
                damaged.add(damage(entry, "it changes just now: %s is gone".formatted(changing.getFile())));
            } catch (IOException unreadable) {
                damaged.add(damage(entry, "it cannot be read: " + unreadable));
            }
        }
        return new CacheScan(repositories, damaged, partials);
    }

    private static Damage damage(Path entry, String why) {
        long bytes = 0;
        try {
            for (Path file : blobs(entry)) {
                bytes += isPartial(file) ? 0 : leftover(file).bytes();
            }
        } catch (IOException asFarAsCanBeSeen) {
            // That is why it counts as damaged.
        }
        return new Damage(entry, why, bytes);
    }

    /** A draft is one whose owner may be at work: like those of others, it counts as given up only when it has got old. */
    private static boolean isPartial(Path file) {
        return name(file).endsWith(".incomplete") || Partials.isDraft(file);
    }

    private static void stopWhenInterrupted() throws InterruptedIOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("nobody waits for it any more");
        }
    }

    private static ScannedRepo repository(Path folder) throws IOException, Unusable {
        if (!Files.isDirectory(folder)) {
            throw new Unusable("it is no folder");
        }
        String name = name(folder);
        int end = name.indexOf("--");
        Optional<RepoType> type = RepoType.ofPlural(name.substring(0, Math.max(0, end)));
        if (type.isEmpty()) {
            throw new Unusable("its name is not that of a repository");
        }
        Path snapshots = folder.resolve("snapshots");
        if (!Folders.isFolder(snapshots)) {
            throw new Unusable("it has no folder of snapshots");
        }
        Map<String, List<String>> refs = refs(folder.resolve("refs"));
        List<ScannedRevision> revisions = revisions(snapshots, folder.toRealPath(), refs);
        if (!refs.isEmpty()) {
            throw new Unusable("the refs %s lead to commits without a snapshot".formatted(refs.values()));
        }
        Instant own = Files.getLastModifiedTime(folder).toInstant();
        return new ScannedRepo(
                type.get(),
                name.substring(end + 2).replace("--", "/"),
                folder,
                revisions,
                leftovers(folder, ScannedRevision.contents(revisions)),
                latest(files(revisions), ScannedFile::lastUsed, own),
                latest(files(revisions), ScannedFile::lastModified, own));
    }

    /** @param refs those of the revisions that are found are taken out */
    private static List<ScannedRevision> revisions(Path snapshots, Path inside, Map<String, List<String>> refs)
            throws IOException, Unusable {
        var revisions = new ArrayList<ScannedRevision>();
        for (Path snapshot : entries(snapshots)) {
            if (!Folders.isFolder(snapshot)) {
                throw new Unusable("among its snapshots is the file %s".formatted(name(snapshot)));
            }
            List<ScannedFile> files = files(snapshot, inside);
            List<String> own = refs.remove(name(snapshot));
            Instant made = Files.getLastModifiedTime(snapshot).toInstant();
            revisions.add(new ScannedRevision(
                    name(snapshot),
                    snapshot,
                    own == null ? List.of() : own.stream().sorted().toList(),
                    files,
                    latest(files.stream(), ScannedFile::lastModified, made)));
        }
        return revisions;
    }

    private static List<ScannedFile> files(Path snapshot, Path inside) throws IOException, Unusable {
        var files = new ArrayList<ScannedFile>();
        for (Path place : filesBelow(snapshot)) {
            stopWhenInterrupted();
            if (Files.isDirectory(place)) {
                continue;
            }
            Path content = content(place);
            if (!content.startsWith(inside)) {
                throw new Unusable("%s leads out of it".formatted(place));
            }
            var attributes = Files.readAttributes(content, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            files.add(new ScannedFile(
                    slashed(snapshot, place),
                    content,
                    attributes.size(),
                    attributes.lastAccessTime().toInstant(),
                    attributes.lastModifiedTime().toInstant()));
        }
        return files;
    }

    private static Path content(Path place) throws IOException, Unusable {
        try {
            return place.toRealPath();
        } catch (NoSuchFileException leadsNowhere) {
            throw new Unusable("%s is a broken link".formatted(place));
        }
    }

    /** The names that lead to each commit; what stands in a file is taken as it is, newlines and all. */
    private static Map<String, List<String>> refs(Path folder) throws IOException, Unusable {
        var refs = new TreeMap<String, List<String>>();
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return refs;
        }
        if (!Folders.isFolder(folder)) {
            throw new Unusable("its refs are no folder");
        }
        for (Path ref : filesBelow(folder)) {
            if (!CLUTTER.contains(name(ref))) {
                refs.computeIfAbsent(start(ref), commit -> new ArrayList<>()).add(slashed(folder, ref));
            }
        }
        return refs;
    }

    private static String start(Path ref) throws IOException {
        if (!Folders.isFile(ref)) {
            return "";
        }
        try (InputStream in = Files.newInputStream(ref, LinkOption.NOFOLLOW_LINKS)) {
            return new String(in.readNBytes(LONGEST_REF), StandardCharsets.ISO_8859_1);
        }
    }

    private static List<Partial> partials(Path folder) throws IOException {
        var partials = new ArrayList<Partial>();
        for (Path file : blobs(folder)) {
            if (isPartial(file)) {
                var attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                boolean ours = OUR_PARTIAL.matcher(name(file)).matches();
                partials.add(new Partial(
                        file,
                        ours ? Partials.taken(file) : attributes.size(),
                        attributes.lastModifiedTime().toInstant(),
                        ours));
            }
        }
        return partials;
    }

    private static List<Leftover> leftovers(Path folder, Map<Path, Long> used) throws IOException {
        var leftovers = new ArrayList<Leftover>();
        for (Path file : blobs(folder)) {
            if (HubNames.isEtag(name(file)) && !used.containsKey(file.toRealPath())) {
                leftovers.add(leftover(file));
            }
        }
        for (Path file : entries(folder)) {
            if (name(file).startsWith(Drafts.PREFIX)) {
                leftovers.add(leftover(file));
            }
        }
        return leftovers;
    }

    private static List<Path> blobs(Path folder) throws IOException {
        Path blobs = folder.resolve("blobs");
        return Folders.isFolder(blobs) ? entries(blobs) : List.of();
    }

    private static Leftover leftover(Path file) throws IOException {
        var attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return new Leftover(
                file, attributes.size(), attributes.lastModifiedTime().toInstant());
    }

    private static Stream<ScannedFile> files(List<ScannedRevision> revisions) {
        return revisions.stream().flatMap(revision -> revision.files().stream());
    }

    private static Instant latest(Stream<ScannedFile> files, Function<ScannedFile, Instant> time, Instant otherwise) {
        return files.map(time).max(Comparator.naturalOrder()).orElse(otherwise);
    }

    /** In the order of their names; nothing where there is no folder. */
    private static List<Path> entries(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> !CLUTTER.contains(name(entry)))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException none) {
            return List.of();
        }
    }

    private static List<Path> filesBelow(Path folder) throws IOException {
        var files = new ArrayList<Path>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                stopWhenInterrupted();
                files.add(file);
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }

    private static String slashed(Path folder, Path file) {
        return folder.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }
}
