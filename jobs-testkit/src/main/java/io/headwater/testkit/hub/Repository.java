package io.headwater.testkit.hub;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A repository of the look-alike. Files are put into the next commit, which {@link #commit()} makes; names are not
 * checked, because those of a hub need not be decent either. May be changed while requests are being answered.
 *
 * <pre>{@code
 * String first = hub.model("org/tiny")
 *         .file("config.json", "{}")
 *         .lfs("model.safetensors", Content.generated(1, 50_000_000))
 *         .commit();
 * }</pre>
 */
public final class Repository {
    /** Every length of a fraction that a client may meet, one after the other. */
    private static final List<String> FRACTIONS = List.of(".000", "", ".5", ".123456", ".123456789", ".12");

    /** Who must agree before a gated repository may be read. */
    public enum Gate {
        /** Accepting the terms is enough. */
        AUTO,
        /** The owner looks at every request. */
        MANUAL
    }

    private final RepositoryType type;
    private final Map<String, Commit> commits = new LinkedHashMap<>();
    private final Map<String, String> refs = new TreeMap<>();
    private final NavigableMap<String, StoredFile> next = new TreeMap<>();
    private final Set<String> removed = ConcurrentHashMap.newKeySet();
    private final Set<String> readers = ConcurrentHashMap.newKeySet();
    private final Map<String, Object> facts = new LinkedHashMap<>();

    private volatile String id;
    private volatile @Nullable Gate gate;
    private volatile boolean gatedEverywhere;
    private volatile boolean hidden;
    private volatile boolean disabled;
    private volatile boolean deleted;

    Repository(RepositoryType type, String id) {
        this.type = type;
        this.id = id;
    }

    // What is in it.

    /** A file in git itself, as small ones are. */
    public Repository file(String path, String text) {
        return file(path, Content.of(text));
    }

    /** A file in git itself, as small ones are. */
    public Repository file(String path, Content content) {
        return put(new StoredFile(path, content, false));
    }

    /** A file outside of git, as large ones are. */
    public Repository lfs(String path, Content content) {
        return put(new StoredFile(path, content, true));
    }

    private synchronized Repository put(StoredFile file) {
        next.put(file.path(), file);
        removed.remove(file.path());
        return this;
    }

    /** The next commit is without this file. */
    public synchronized Repository without(String path) {
        next.remove(path);
        removed.add(path);
        return this;
    }

    /** Commits to {@code main}; see {@link #commitTo}. */
    public String commit() {
        return commitTo("main");
    }

    /**
     * Commits what was put in, on top of what the branch, or {@code refs/pr/N}, has; a new branch begins with what main
     * has. Returns the id of the commit. Large files are hashed here, on the caller's thread.
     */
    public synchronized String commitTo(String branch) {
        Commit parent = find(branch);
        parent = parent == null ? find("main") : parent;
        var files = new TreeMap<String, StoredFile>(parent == null ? Map.of() : parent.files());
        files.putAll(next);
        files.keySet().removeAll(removed);
        int number = commits.size();
        String date = "2024-05-%02dT12:%02d:00%sZ"
                .formatted(1 + number / 60 % 28, number % 60, FRACTIONS.get(number % FRACTIONS.size()));
        Commit commit = Commit.after(parent, id, files, date);
        commits.put(commit.id(), commit);
        refs.put(refOf(branch), commit.id());
        next.clear();
        removed.clear();
        return commit.id();
    }

    /** Lets a branch begin at a commit, or moves it there, be it back. */
    public Repository branch(String name, String commit) {
        return point(refOf(name), commit);
    }

    public Repository tag(String name, String commit) {
        return point("refs/tags/" + name, commit);
    }

    private synchronized Repository point(String ref, String commit) {
        if (!commits.containsKey(commit)) {
            throw new IllegalArgumentException("%s has no commit %s".formatted(id, commit));
        }
        refs.put(ref, commit);
        return this;
    }

    /** Takes away a branch, a tag or a pull request. */
    public synchronized Repository dropRef(String name) {
        refs.remove(refOf(name));
        refs.remove("refs/tags/" + name);
        return this;
    }

    /** Other bytes under the ids of old: what no hub should do, so that clients must notice. */
    public synchronized Repository tamper(String path, Content other) {
        commits.values()
                .forEach(commit ->
                        commit.files().computeIfPresent(path, (name, file) -> new StoredFile(name, other, file.lfs())));
        return this;
    }

    private static String refOf(String branch) {
        return branch.startsWith("refs/") ? branch : "refs/heads/" + branch;
    }

    /** A field of the info object, such as {@code cardData} or {@code pipeline_tag}, with whatever JSON it has. */
    public synchronized Repository fact(String field, Object value) {
        facts.put(field, value);
        return this;
    }

    /** The header of the README says one licence as a string, several as a list. */
    public Repository license(String... licenses) {
        var tags = new ArrayList<String>();
        for (String license : licenses) {
            tags.add("license:" + license);
        }
        fact("tags", tags);
        return fact("cardData", Map.of("license", licenses.length == 1 ? licenses[0] : List.of(licenses)));
    }

    // Who may read it.

    /** From now on only those who were let in may read files; info and listing stay open, as they mostly are. */
    public Repository gated(Gate by) {
        gate = by;
        return this;
    }

    /** The gate stands before info and listing too, as it does at times. */
    public Repository gatedEverywhere() {
        gatedEverywhere = true;
        return this;
    }

    /** From now on it does not exist for those who were not let in. */
    public Repository makePrivate() {
        hidden = true;
        return this;
    }

    /** Whoever comes with this token may read, be it gated or private. */
    public Repository letIn(String token) {
        readers.add(token);
        return this;
    }

    public Repository disable() {
        disabled = true;
        return this;
    }

    public Repository delete() {
        deleted = true;
        return this;
    }

    /** From now on it has another id; the old one leads there. */
    public Repository rename(String newId) {
        id = newId;
        return this;
    }

    public String id() {
        return id;
    }

    /** The id of the commit that a branch, tag, pull request or commit id means now. */
    public String head(String revision) {
        return Objects.requireNonNull(find(revision), () -> id + " has no " + revision)
                .id();
    }

    // What the sites ask.

    RepositoryType type() {
        return type;
    }

    /** Also by the first digits of a commit, as the real one does. */
    synchronized @Nullable Commit find(String revision) {
        for (String prefix : List.of("refs/heads/", "refs/tags/", "")) {
            String commit = refs.get(prefix + revision);
            if (commit != null) {
                return commits.get(commit);
            }
        }
        if (!revision.matches("[0-9a-f]{7,40}")) {
            return null;
        }
        return commits.values().stream()
                .filter(commit -> commit.id().startsWith(revision))
                .findFirst()
                .orElse(null);
    }

    synchronized Map<String, String> refs() {
        return new LinkedHashMap<>(refs);
    }

    synchronized Map<String, Object> facts() {
        return new LinkedHashMap<>(facts);
    }

    @Nullable
    Gate gate() {
        return gate;
    }

    boolean isClosedTo(@Nullable String token, boolean files) {
        return gate != null && (files || gatedEverywhere) && !isLetIn(token);
    }

    boolean isVisibleTo(@Nullable String token) {
        return !deleted && (!hidden || isLetIn(token));
    }

    private boolean isLetIn(@Nullable String token) {
        return token != null && readers.contains(token);
    }

    boolean isPrivate() {
        return hidden;
    }

    boolean isDisabled() {
        return disabled;
    }
}
