package io.headwater.models.ref;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A repository of Hugging Face at a revision, or some of its files.
 *
 * @param type what the repository holds; no space
 * @param id {@code org/name}, or {@code name} alone for a few old ones
 * @param revision a branch, a tag, {@code refs/pr/N} or a commit
 * @param path a file of it, or a glob as {@link Glob} has them; null for all files
 */
public record HubRef(
        RepoType type, String id, String revision, @Nullable String path) implements ModelRef {
    public static final String DEFAULT_REVISION = "main";

    private static final String EXAMPLE = "hf:org/name@main:*.json";
    private static final Pattern PARTS =
            Pattern.compile("(?<datasets>datasets/)?(?<id>[^@:]*)(@(?<revision>[^:]*))?(:(?<path>.*))?");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
    /** As git has them, and so that each part can be the name of a file. */
    private static final Pattern REVISION = Pattern.compile("(?!.*(\\.\\.|@\\{|//|/\\.|\\./|\\.lock(/|$)))"
            + "[^\\s./~^:?*\\[\\\\\"<>|-][^\\s~^:?*\\[\\\\\"<>|]*(?<![./])");

    public HubRef {
        if (type == RepoType.SPACE || !isId(id)) {
            throw Grammar.invalid(
                    "hf:" + type.prefix() + id,
                    "must have the form hf:org/name or hf:datasets/org/name, of letters, digits and single .-_"
                            + ", not ending in .git",
                    EXAMPLE);
        }
        if (!REVISION.matcher(revision).matches()) {
            throw Grammar.invalid(
                    "hf:" + type.prefix() + id,
                    "must have a branch, tag, refs/pr/N or commit behind the @, was \"%s\"".formatted(revision),
                    EXAMPLE);
        }
        path = path == null ? null : normal(path, id);
        Grammar.requireReadable(text(type, id, revision, path));
    }

    /** All of a model's repository, as it is now. */
    public static HubRef model(String id) {
        return new HubRef(RepoType.MODEL, id, DEFAULT_REVISION, null);
    }

    static HubRef parse(String text) {
        Matcher parts = PARTS.matcher(text);
        if (!parts.matches()) {
            throw Grammar.invalid("hf:" + text, "cannot be understood", EXAMPLE);
        }
        String revision = parts.group("revision");
        return new HubRef(
                parts.group("datasets") == null ? RepoType.MODEL : RepoType.DATASET,
                parts.group("id"),
                revision == null ? DEFAULT_REVISION : revision,
                parts.group("path"));
    }

    /** The same, at another revision: what pinning does. */
    public HubRef at(String otherRevision) {
        return new HubRef(type, id, otherRevision, path);
    }

    /** Whether the revision can never mean anything else. */
    public boolean isPinned() {
        return isCommit(revision);
    }

    public static boolean isCommit(String revision) {
        return COMMIT.matcher(revision).matches();
    }

    /** Whether one file is meant, and not a folder of them. */
    public boolean isOneFile() {
        return path != null && !Glob.isWild(path);
    }

    /** Which files are meant. */
    public PathFilter files() {
        return path == null ? PathFilter.all() : PathFilter.including(path);
    }

    @Override
    public String name() {
        return toString().substring("hf:".length());
    }

    @Override
    public String toString() {
        return text(type, id, revision, path);
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.hub(this);
    }

    private static boolean isId(String id) {
        String[] parts = id.split("/", -1);
        for (String part : parts) {
            if (!Grammar.isWord(part)) {
                return false;
            }
        }
        return parts.length <= 2 && !id.endsWith(".git");
    }

    /** Null when it means all files anyway. */
    private static @Nullable String normal(String path, String id) {
        String normal = Glob.of(path).toString();
        // A first look only: what the hub answers is looked at again, name by name, before anything is written.
        if (normal.isBlank() || normal.matches("/.*|(.*/)?\\.\\.?(/.*)?")) {
            throw Grammar.invalid(
                    "hf:" + id,
                    "must have a file of the repository behind the colon, was \"%s\"".formatted(path),
                    EXAMPLE);
        }
        return normal.equals("*") ? null : normal;
    }

    private static String text(RepoType type, String id, String revision, @Nullable String path) {
        return "hf:" + type.prefix() + id
                + (revision.equals(DEFAULT_REVISION) ? "" : "@" + revision)
                + (path == null ? "" : ":" + path);
    }
}
