package io.headwater.models.registry.hub;

import io.headwater.models.cache.TreeFile;
import io.headwater.models.download.FirstAnswers;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The Hugging Face Hub, or a mirror of it. A revision is made a commit once, by {@link #info}; everything after that asks
 * for the commit, so that a push in between changes nothing.
 */
public final class Hub {
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>\\s*;[^,]*rel=\"?next\"?");
    /** Ten million files: a listing that goes on for longer goes in circles. */
    private static final int MOST_PAGES = 10_000;

    private final URI endpoint;
    private final Urls urls;
    private final Web web;

    /**
     * @param token asked for at each request; null: none is sent. It is sent to the endpoint's own origin only
     * @param scheduler on which it rests before it asks again
     */
    public Hub(URI endpoint, Supplier<@Nullable String> token, Scheduler scheduler) {
        this.endpoint = endpoint;
        urls = new Urls(endpoint);
        web = new Web(endpoint, token, scheduler);
    }

    /** What the hub says of a repository at a branch, a tag, a pull request ({@code refs/pr/1}) or a commit. */
    public Mono<RepoInfo> info(Repo repo, String revision) {
        String about = repo + " at " + revision;
        return web.get(urls.info(repo, revision), about).map(page -> read(about, page, Answers::info));
    }

    /** All files at a commit. */
    public Mono<List<TreeFile>> files(Repo repo, String commit) {
        String about = "the files of " + repo;
        return web.get(urls.tree(repo, commit), about)
                .expand(page -> Mono.justOrEmpty(nextAfter(page.headers())).flatMap(next -> web.get(next, about)))
                .take(MOST_PAGES)
                .map(page -> read(about, page, Answers::files))
                .collect(ArrayList<TreeFile>::new, List::addAll)
                .map(List::copyOf);
    }

    /** Whether a place is the hub's own, and not one that it sends people on to. */
    public boolean isAt(URI location) {
        return Web.sameOrigin(location, endpoint);
    }

    /** Whether it is asked without a token. */
    boolean isAnonymous() {
        return web.isAnonymous();
    }

    /** Says what it means when the hub refuses a file, which strangers would take for a broken link. */
    FirstAnswers listener(String about) {
        return (status, header) -> {
            if (status >= 400 && header.apply("X-Error-Code").isPresent()) {
                throw web.refusal(status, header, about);
            }
        };
    }

    /** Where a file can be had. The answer there leads on to its bytes, by redirects that serve once. */
    public URI location(Repo repo, String commit, String path) {
        return urls.file(repo, commit, path);
    }

    private @Nullable URI nextAfter(HttpHeaders headers) {
        for (String link : headers.getAll("Link")) {
            Matcher next = NEXT.matcher(link);
            if (next.find()) {
                return urls.next(URI.create(next.group(1)));
            }
        }
        return null;
    }

    private <T> T read(String about, Web.Page page, Function<byte[], T> reader) {
        try {
            return reader.apply(page.body());
        } catch (Answers.Nonsense nonsense) {
            throw HubErrors.nonsense(endpoint, about, nonsense.what);
        }
    }
}
