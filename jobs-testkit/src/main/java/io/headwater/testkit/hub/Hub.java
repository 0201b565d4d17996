package io.headwater.testkit.hub;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The site of the hub: who may see what, and which part of it answers. */
final class Hub implements Site {
    private final List<Repository> repositories = new CopyOnWriteArrayList<>();
    private final Map<String, Repository> formerIds = new ConcurrentHashMap<>();
    private final AtomicInteger answers = new AtomicInteger();
    private final Set<String> tokens = ConcurrentHashMap.newKeySet();
    private final Api api;
    private final Resolve resolve;

    Hub(Api api, Resolve resolve) {
        this.api = api;
        this.resolve = resolve;
    }

    Repository add(RepositoryType type, String id) {
        var repository = new Repository(type, id);
        repositories.add(repository);
        formerIds.put(type + id.toLowerCase(Locale.ROOT), repository);
        return repository;
    }

    void know(String token) {
        tokens.add(token);
    }

    @Override
    public Answer answer(Asked asked) {
        String bucket = asked.rawPath().startsWith("/api/") ? "api" : "resolvers";
        Answer answer = decide(asked)
                .with("X-Request-Id", "Root=1-%08x-look-alike".formatted(answers.incrementAndGet()))
                .with("RateLimit", "\"%s\";r=2999;t=300".formatted(bucket))
                .with("RateLimit-Policy", "\"fixed window\";\"%s\";q=3000;w=300".formatted(bucket));
        return answer.isJson() && Gzip.isWelcome(asked) ? answer.compressed() : answer;
    }

    private Answer decide(Asked asked) {
        String token = asked.token();
        // A token that is wrong spoils even what is open to everybody.
        if (token != null && !tokens.contains(token)) {
            return Refusal.badToken();
        }
        if (asked.rawPath().equals("/api/whoami-v2")) {
            return token == null
                    ? Refusal.badToken()
                    : Answer.json(200, Answer.object("type", "user", "id", "5f0c0000", "name", "somebody"));
        }
        Route route = Route.of(asked);
        return route == null ? Refusal.noPage() : about(route, asked, token);
    }

    private Answer about(Route route, Asked asked, @Nullable String token) {
        Repository repository = find(route);
        if (repository == null || !repository.isVisibleTo(token)) {
            return Refusal.noRepository(token == null);
        }
        if (repository.isDisabled()) {
            return Refusal.disabled();
        }
        if (!repository.id().equals(route.id())) {
            return moved(asked, route, repository);
        }
        if (repository.isClosedTo(token, route.isFile())) {
            return Refusal.gated(repository.id(), token == null);
        }
        if (route.verb().equals("refs")) {
            return api.refs(repository, asked);
        }
        if (route.verb().equals("auth-check")) {
            return Answer.json(200, Map.of());
        }
        Commit commit = repository.find(route.revisionOrMain());
        if (commit == null) {
            return Refusal.noRevision(route.revisionOrMain());
        }
        return route.isFile()
                ? resolve.answer(repository, commit, route, asked)
                : api.answer(repository, commit, route, asked);
    }

    /** By its id, or by one that it had, or by the same letters in another case. */
    private @Nullable Repository find(Route route) {
        for (Repository repository : repositories) {
            if (repository.type() == route.type() && repository.id().equals(route.id())) {
                return repository;
            }
        }
        return formerIds.get(route.type() + route.id().toLowerCase(Locale.ROOT));
    }

    /** Where it is now, within this hub: as the old URL, with the new id in the old one's place. */
    private static Answer moved(Asked asked, Route route, Repository repository) {
        boolean api = route.api() || route.verb().equals(Route.CACHE);
        String prefix = "/" + (api ? route.type().plural() + "/" : route.type().filePrefix());
        String location = asked.uri()
                .replaceFirst(Pattern.quote(prefix + route.id()), Matcher.quoteReplacement(prefix + repository.id()));
        return Answer.redirect(307, location);
    }
}
