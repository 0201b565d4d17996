package io.headwater.testkit.hub;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A URL of the hub that is about one repository, such as {@code /api/models/org/name/tree/main/sub}. */
record Route(
        boolean api,
        RepositoryType type,
        String id,
        String verb,
        @Nullable String revision,
        String path) {
    private static final Set<String> API_VERBS = Set.of("revision", "tree", "refs", "paths-info", "auth-check");
    private static final Set<String> FILE_VERBS = Set.of("resolve", "raw");

    /** Such as {@code /api/resolve-cache/models/org/name/commit/config.json}, where the hub keeps what is small. */
    static final String CACHE = "resolve-cache";

    static @Nullable Route of(Asked asked) {
        List<String> parts = asked.segments();
        if (parts.size() > 3 && parts.get(0).equals("api") && parts.get(1).equals(CACHE)) {
            return cached(parts.subList(2, parts.size()));
        }
        boolean api = parts.get(0).equals("api");
        RepositoryType type = RepositoryType.MODEL;
        List<String> rest = api ? parts.subList(1, parts.size()) : parts;
        for (RepositoryType candidate : RepositoryType.values()) {
            boolean named = candidate.plural().equals(rest.isEmpty() ? "" : rest.get(0));
            if (named && (api || candidate != RepositoryType.MODEL)) {
                type = candidate;
                rest = rest.subList(1, rest.size());
                break;
            }
        }
        return about(api, type, rest);
    }

    private static @Nullable Route about(boolean api, RepositoryType type, List<String> parts) {
        Set<String> verbs = api ? API_VERBS : FILE_VERBS;
        for (int at = 1; at <= 2 && at < parts.size(); at++) {
            if (verbs.contains(parts.get(at))) {
                String revision = at + 1 < parts.size() ? Asked.decoded(parts.get(at + 1)) : null;
                return new Route(api, type, joined(parts, 0, at), parts.get(at), revision, joined(parts, at + 2));
            }
        }
        boolean info = api && !parts.isEmpty() && parts.size() <= 2;
        return info ? new Route(true, type, joined(parts, 0), "revision", null, "") : null;
    }

    private static @Nullable Route cached(List<String> parts) {
        for (RepositoryType type : RepositoryType.values()) {
            for (int at = 2; parts.get(0).equals(type.plural()) && at <= 3 && at < parts.size(); at++) {
                if (parts.get(at).matches("[0-9a-f]{40}")) {
                    return new Route(false, type, joined(parts, 1, at), CACHE, parts.get(at), joined(parts, at + 1));
                }
            }
        }
        return null;
    }

    private static String joined(List<String> parts, int from) {
        return joined(parts, Math.min(from, parts.size()), parts.size());
    }

    private static String joined(List<String> parts, int from, int to) {
        return parts.subList(from, to).stream().map(Asked::decoded).collect(Collectors.joining("/"));
    }

    String revisionOrMain() {
        return revision == null ? "main" : revision;
    }

    /** Whether it is about the bytes of a file. */
    boolean isFile() {
        return !api;
    }
}
