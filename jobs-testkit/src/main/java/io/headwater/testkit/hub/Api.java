package io.headwater.testkit.hub;

import java.net.URI;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the hub tells about a repository as JSON. */
final class Api {
    private final Supplier<URI> named;
    private volatile int pageSize = 1000;

    /** The supplier tells by which address the hub calls itself in links. */
    Api(Supplier<URI> named) {
        this.named = named;
    }

    void pageSize(int rows) {
        pageSize = rows;
    }

    Answer answer(Repository repository, Commit commit, Route route, Asked asked) {
        return switch (route.verb()) {
            case "tree" -> tree(commit, route.path(), asked);
            case "paths-info" -> asked.method().equals("POST") ? pathsInfo(commit, asked) : Refusal.wrongMethod();
            default -> info(repository, commit, asked);
        };
    }

    private static Answer info(Repository repository, Commit commit, Asked asked) {
        String id = repository.id();
        Map<String, Object> info = Answer.object(
                "_id", Content.of(id).gitSha1().substring(0, 24),
                "id", id,
                "private", repository.isPrivate(),
                "tags", List.of(),
                "downloads", 1234,
                "likes", 5,
                "sha", commit.id(),
                "lastModified", commit.date(),
                "createdAt", "2022-03-02T23:29:04.000Z",
                "gated", gate(repository),
                "disabled", repository.isDisabled(),
                "siblings", siblings(commit, "true".equals(asked.query("blobs"))),
                "usedStorage",
                        commit.files().values().stream()
                                .mapToLong(file -> file.content().size())
                                .sum());
        if (id.contains("/")) {
            info.put("author", id.substring(0, id.indexOf('/')));
        }
        if (repository.type() == RepositoryType.MODEL) {
            info.put("modelId", id);
        }
        info.putAll(repository.facts());
        List<String> wanted = asked.queries("expand");
        if (!wanted.isEmpty()) {
            info.keySet().removeIf(field -> !wanted.contains(field) && !field.equals("_id") && !field.equals("id"));
        }
        return Answer.json(200, info);
    }

    /** A boolean or a string: so it is in the real one. */
    private static Object gate(Repository repository) {
        Repository.Gate gate = repository.gate();
        if (gate == null) {
            return false;
        }
        return gate == Repository.Gate.AUTO ? "auto" : "manual";
    }

    private static List<Object> siblings(Commit commit, boolean blobs) {
        var siblings = new ArrayList<Object>();
        for (StoredFile file : commit.files().values()) {
            Map<String, Object> sibling = Answer.object("rfilename", file.path());
            if (blobs) {
                sibling.put("size", file.content().size());
                sibling.put("blobId", file.gitId());
                if (file.lfs()) {
                    sibling.put("lfs", lfs("sha256", file));
                }
            }
            siblings.add(sibling);
        }
        return siblings;
    }

    private static Map<String, Object> lfs(String digestName, StoredFile file) {
        return Answer.object(
                digestName,
                file.content().sha256(),
                "size",
                file.content().size(),
                "pointerSize",
                file.pointer().size());
    }

    private Answer tree(Commit commit, String path, Asked asked) {
        List<Map<String, Object>> rows = rows(commit, path, "true".equals(asked.query("recursive")));
        if (rows.isEmpty() && !path.isEmpty()) {
            return Refusal.noEntry(commit.id());
        }
        int size = "true".equals(asked.query("expand")) ? Math.min(50, pageSize) : pageSize;
        int from = cursor(asked.query("cursor"));
        int to = Math.min(rows.size(), from + size);
        Answer answer = Answer.json(200, rows.subList(Math.min(from, to), to)).with("X-Repo-Commit", commit.id());
        return to < rows.size() ? answer.with("Link", "<%s>; rel=\"next\"".formatted(next(asked, to))) : answer;
    }

    /** In an order that nobody would guess, because none is promised. */
    private static List<Map<String, Object>> rows(Commit commit, String path, boolean recursive) {
        var rows = new LinkedHashMap<String, Map<String, Object>>();
        commit.directories()
                .forEach((directory, id) -> rows.put(
                        directory, Answer.object("type", "directory", "oid", id, "size", 0, "path", directory)));
        commit.files().values().forEach(file -> rows.put(file.path(), row(file)));
        String prefix = path.isEmpty() ? "" : path + "/";
        rows.keySet()
                .removeIf(name -> !name.startsWith(prefix) || (!recursive && name.indexOf('/', prefix.length()) >= 0));
        var shuffled = new ArrayList<>(rows.values());
        shuffled.sort(Comparator.comparing(row -> String.valueOf(row.get("oid")) + row.get("path")));
        return shuffled;
    }

    private static Map<String, Object> row(StoredFile file) {
        Map<String, Object> row = Answer.object(
                "type", "file", "oid", file.gitId(), "size", file.content().size());
        if (file.lfs()) {
            row.put("lfs", lfs("oid", file));
            row.put("xetHash", file.xetHash());
        }
        row.put("path", file.path());
        return row;
    }

    private static int cursor(@Nullable String cursor) {
        return cursor == null
                ? 0
                : Integer.parseInt(new String(Base64.getUrlDecoder().decode(cursor)));
    }

    /** Absolute, and with all that was asked for in the first place. */
    private String next(Asked asked, int row) {
        String query =
                asked.uri().contains("?") ? asked.uri().substring(asked.uri().indexOf('?') + 1) : "";
        String others = query.replaceAll("&?cursor=[^&]*", "");
        String cursor = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(String.valueOf(row).getBytes());
        return named.get() + asked.rawPath() + "?" + (others.isEmpty() ? "" : others + "&") + "cursor=" + cursor;
    }

    private static Answer pathsInfo(Commit commit, Asked asked) {
        List<String> wanted = asked.fields("paths");
        List<Map<String, Object>> rows = rows(commit, "", true);
        rows.removeIf(row -> !wanted.contains(String.valueOf(row.get("path"))));
        return Answer.json(200, rows);
    }

    Answer refs(Repository repository, Asked asked) {
        var branches = new ArrayList<Object>();
        var tags = new ArrayList<Object>();
        var pullRequests = new ArrayList<Object>();
        repository.refs().forEach((ref, commit) -> {
            if (ref.startsWith("refs/heads/")) {
                branches.add(ref(ref.substring("refs/heads/".length()), ref, commit));
            } else if (ref.startsWith("refs/tags/")) {
                tags.add(ref(ref.substring("refs/tags/".length()), ref, commit));
            } else {
                pullRequests.add(ref(ref, ref, commit));
            }
        });
        Map<String, Object> refs = Answer.object("tags", tags, "branches", branches, "converts", List.of());
        if ("1".equals(asked.query("include_prs"))) {
            refs.put("pullRequests", pullRequests);
        }
        return Answer.json(200, refs);
    }

    private static Map<String, Object> ref(String name, String ref, String commit) {
        return Answer.object("name", name, "ref", ref, "targetCommit", commit);
    }
}
