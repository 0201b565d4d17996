package io.headwater.models.registry.hub;

import io.headwater.models.cache.HubHome;
import io.headwater.models.cache.TreeFile;
import io.headwater.models.download.FirstAnswers;
import io.headwater.models.download.Network;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

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
    private final Supplier<@Nullable String> token;
    private final Network network;

    /**
     * @param token null where there is none
     * @param network which tells the hub the token: see {@link #credentials}
     */
    public Hub(URI endpoint, Supplier<@Nullable String> token, Network network) {
        this.endpoint = endpoint;
        this.urls = new Urls(endpoint);
        this.token = token;
        this.network = network;
    }

    /** What the network is to say to whom, for a hub: its token to its own origin, and to nobody else. */
    public static Function<URI, Optional<String>> credentials(URI endpoint, Supplier<@Nullable String> token) {
        return location -> Network.isOneOrigin(endpoint, location)
                ? Optional.ofNullable(token.get()).map(Hub::authorization)
                : Optional.empty();
    }

    /**
     * Which places may stand in a private network, for a hub: its own, where somebody has named it. The one that everybody
     * knows never stands in there, whatever its name is made to stand for.
     */
    public static Predicate<URI> mayBePrivate(URI endpoint) {
        boolean isNamed = !Network.isOneOrigin(endpoint, HubHome.DEFAULT_ENDPOINT);
        return location -> isNamed && Network.isOneOrigin(endpoint, location);
    }

    private static String authorization(String token) {
        if (!token.matches("[!-~]+")) {
            throw HubErrors.noToken();
        }
        return "Bearer " + token;
    }

    /** What the hub says of a repository at a branch, a tag, a pull request ({@code refs/pr/1}) or a commit. */
    public Mono<RepoInfo> info(Repo repo, String revision) {
        String about = repo + " at " + revision;
        return get(urls.info(repo, revision), repo, about).map(page -> read(about, page, Answers::info));
    }

    /** All files at a commit. */
    public Mono<List<TreeFile>> files(Repo repo, String commit) {
        String about = "the files of " + repo;
        return get(urls.tree(repo, commit), repo, about)
                .expand(page ->
                        Mono.justOrEmpty(nextAfter(page.headers(), about)).flatMap(next -> get(next, repo, about)))
                .take(MOST_PAGES)
                .map(page -> read(about, page, Answers::files))
                .collect(ArrayList<TreeFile>::new, List::addAll)
                .map(List::copyOf);
    }

    /** Whether a place is the hub's own, and not one that it sends people on to. */
    public boolean isAt(URI location) {
        return Network.isOneOrigin(location, endpoint);
    }

    /** Whether it is asked without a token. */
    boolean isAnonymous() {
        return token.get() == null;
    }

    /** Says what it means when the hub refuses a file, which strangers would take for a broken link. */
    FirstAnswers listener(Repo repo, String about) {
        return (status, header) -> {
            if (status == 429 || (status >= 400 && header.apply("X-Error-Code").isPresent())) {
                throw HubErrors.refused(endpoint, urls.page(repo), about, status, header, new byte[0], !isAnonymous());
            }
        };
    }

    /** Where a file can be had. The answer there leads on to its bytes, by redirects that serve once. */
    public URI location(Repo repo, String commit, String path) {
        return urls.file(repo, commit, path);
    }

    /** A page with a good status; errors with what a bad one means. */
    private Mono<Network.Page> get(URI location, Repo repo, String about) {
        return network.read(location, page -> {
            if (page.status() == 200) {
                return page;
            }
            throw HubErrors.refused(
                    endpoint,
                    urls.page(repo),
                    about,
                    page.status(),
                    name -> Optional.ofNullable(page.headers().get(name)),
                    page.body(),
                    !isAnonymous());
        });
    }

    private Optional<URI> nextAfter(HttpHeaders headers, String about) {
        for (String link : headers.getAll("Link")) {
            Matcher next = NEXT.matcher(link);
            if (next.find()) {
                return Optional.of(urls.next(next.group(1))
                        .orElseThrow(() -> HubErrors.nonsense(endpoint, about, "its link leads to no next page")));
            }
        }
        return Optional.empty();
    }

    private <T> T read(String about, Network.Page page, Function<byte[], T> reader) {
        try {
            return reader.apply(page.body());
        } catch (Answers.Nonsense nonsense) {
            throw HubErrors.nonsense(endpoint, about, nonsense.what);
        }
    }
}
