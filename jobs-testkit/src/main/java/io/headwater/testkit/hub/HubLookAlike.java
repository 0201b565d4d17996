package io.headwater.testkit.hub;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.netty.resources.LoopResources;

/**
 * The Hugging Face hub on this machine, for tests of jobs that need models. It answers as the real one does and not as a
 * client would like: small files lie behind a redirect within the hub, large ones at another origin under signed URLs
 * that expire, and what is known of a large file is said on the redirect only.
 *
 * <pre>{@code
 * try (var hub = HubLookAlike.start()) {
 *     hub.model("org/tiny")
 *             .file("config.json", "{}")
 *             .lfs("model.bin", Content.generated(1, 50_000_000))
 *             .commit();
 *     hub.when("model.bin").resetsAfter(400_000);
 *
 *     // ... let the code under test fetch org/tiny from hub.endpoint() ...
 *
 *     assertThat(hub.records().sent("model.bin")).isLessThan(50_400_001);
 * }
 * }</pre>
 *
 * <p>Everything may be changed while requests are being answered. Nothing here lets time pass: signed URLs expire by the
 * clock that the builder was given, after some requests, or on cue.
 */
public final class HubLookAlike implements AutoCloseable {
    private final LoopResources threads = LoopResources.create("hub-look-alike", 2, true);
    private final Records records = new Records();
    private final Faults faults = new Faults();
    private final SignedUrls signedUrls;
    private final Api api;
    private final Resolve resolve;
    private final Hub site;
    private final PlainFiles plainFiles = new PlainFiles(this::files);
    private final Map<Origin, Server> servers;
    private volatile @Nullable URI namedInLinks;

    private HubLookAlike(Builder setup) {
        signedUrls = new SignedUrls(setup.clock, this::cdn);
        api = new Api(() -> Objects.requireNonNullElseGet(namedInLinks, this::endpoint));
        resolve = new Resolve(signedUrls);
        site = new Hub(api, resolve);
        servers = Map.of(
                Origin.HUB, serve(Origin.HUB, site),
                Origin.CDN, serve(Origin.CDN, new Cdn(signedUrls)),
                Origin.FILES, serve(Origin.FILES, plainFiles));
    }

    private Server serve(Origin origin, Site behind) {
        return new Server(origin, behind, records, faults, threads);
    }

    public static HubLookAlike start() {
        return builder().start();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** What goes into {@code HF_ENDPOINT}. */
    public URI endpoint() {
        return at(Origin.HUB).address();
    }

    /** Where large files come from. */
    public URI cdn() {
        return at(Origin.CDN).address();
    }

    /** Where plain files are. */
    public URI files() {
        return at(Origin.FILES).address();
    }

    private Server at(Origin origin) {
        return Objects.requireNonNull(servers.get(origin));
    }

    // What there is.

    /** A new repository of a model, empty until its first commit. */
    public Repository model(String id) {
        return site.add(RepositoryType.MODEL, id);
    }

    public Repository dataset(String id) {
        return site.add(RepositoryType.DATASET, id);
    }

    /** Makes a token valid; what it may read beyond the public is said by {@link Repository#letIn}. */
    public HubLookAlike token(String token) {
        site.know(token);
        return this;
    }

    /** A file at a plain URL, of no hub: {@link PlainFile#url()}. */
    public PlainFile file(String path, Content content) {
        return plainFiles.put(path, content);
    }

    // How it behaves.

    /** How many rows of a tree come at once; 1000 unless told. */
    public HubLookAlike pageSize(int rows) {
        api.pageSize(rows);
        return this;
    }

    /** The hub calls itself so in the links to next pages, as mirrors do that pass on what they were told. */
    public HubLookAlike namesItself(URI endpoint) {
        namedInLinks = endpoint;
        return this;
    }

    /** The hub redirects nobody and gives all bytes itself, as mirrors and older servers do. */
    public HubLookAlike answersDirectly() {
        resolve.answersDirectly();
        return this;
    }

    /** Whoever has a signed URL must ask for another one. */
    public void expireSignedUrls() {
        signedUrls.expireAll();
    }

    /** Signed URLs that are issued from now on are good for so many requests. */
    public HubLookAlike signedUrlsLastFor(int requests) {
        signedUrls.lastFor(requests);
        return this;
    }

    /** Connections that come from now on get so many bytes a second each, on all origins; 0 for as many as they can take. */
    public HubLookAlike limitRate(long bytesPerSecond) {
        servers.values().forEach(server -> server.limitRate(bytesPerSecond));
        return this;
    }

    /** Each origin closes connections at once that come when it has so many. */
    public HubLookAlike limitConnections(int most) {
        servers.values().forEach(server -> server.limitConnections(most));
        return this;
    }

    /** Resets all connections, whether something is being sent or not. */
    public void dropConnections() {
        servers.values().forEach(Server::dropConnections);
    }

    // What goes wrong.

    /** A path that begins with a slash means requests for it, any other a file, wherever its bytes come from. */
    public Cue when(String name) {
        return name.startsWith("/")
                ? whenAsked(seen -> seen.path().equals(name))
                : whenAsked(seen -> Records.isOf(seen, name));
    }

    public Cue whenAsked(Predicate<Seen> requests) {
        return new Cue(faults, requests);
    }

    /** Whatever is asked; for loops that let the first request fail, then the second, and so on. */
    public Cue whenAsked() {
        return whenAsked(seen -> true);
    }

    /** From now on nothing goes wrong any more. */
    public void forgetFaults() {
        faults.forget();
    }

    /** Refuses connections, and cuts off those that there are, until {@link #comesBack}. */
    public void goesDown() {
        servers.values().forEach(Server::goDown);
    }

    public void comesBack() {
        servers.values().forEach(Server::comeBack);
    }

    // What was asked.

    public Records records() {
        return records;
    }

    /** How many connections one of the origins has had at the same time. */
    public int mostConnections() {
        return servers.values().stream().mapToInt(Server::mostAtOnce).max().orElse(0);
    }

    @Override
    public void close() {
        servers.values().forEach(Server::close);
        threads.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block();
    }

    /** What must be known before the first request. */
    public static final class Builder {
        private Supplier<Instant> clock = () -> Instant.EPOCH;

        private Builder() {}

        /** The time by which signed URLs expire after an hour; without one they do so on cue only. */
        public Builder clock(Supplier<Instant> now) {
            clock = now;
            return this;
        }

        public HubLookAlike start() {
            return new HubLookAlike(this);
        }
    }
}
