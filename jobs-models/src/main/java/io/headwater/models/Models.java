package io.headwater.models;

import io.headwater.jobs.JobContext;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobHandler;
import io.headwater.jobs.JobView;
import io.headwater.jobs.Jobs;
import io.headwater.models.cache.HubCache;
import io.headwater.models.cache.HubHome;
import io.headwater.models.cache.Verified;
import io.headwater.models.cache.Volumes;
import io.headwater.models.catalog.Catalog;
import io.headwater.models.config.ModelSettings;
import io.headwater.models.config.ModelSource;
import io.headwater.models.config.Platform;
import io.headwater.models.delivery.Depot;
import io.headwater.models.delivery.Wanted;
import io.headwater.models.download.FileDownload;
import io.headwater.models.download.Network;
import io.headwater.models.download.RateLimit;
import io.headwater.models.download.Threads;
import io.headwater.models.library.Holds;
import io.headwater.models.library.Inventory;
import io.headwater.models.library.Library;
import io.headwater.models.library.ModelRegistry;
import io.headwater.models.ref.ModelRef;
import io.headwater.models.registry.KnownListings;
import io.headwater.models.registry.LocalRegistry;
import io.headwater.models.registry.UrlRegistry;
import io.headwater.models.registry.hub.Hub;
import io.headwater.models.registry.hub.HubRegistry;
import io.headwater.models.verify.ModelVerifyJob;
import io.headwater.models.verify.Verification;
import io.headwater.models.verify.VerifiedModels;
import io.headwater.models.verify.VerifyHandler;
import io.headwater.models.verify.VerifyProgress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The models of one machine: jobs ask for them here, and get them from here.
 *
 * <p>The engine must know {@link #downloadHandler()} and have a queue named {@code download}, whose slots say how many
 * models are fetched at once.
 */
public final class Models {
    private final Depot depot;
    private final Stock stock;
    private final ModelRegistry registry;
    private final SourceSizes sizes;
    private final Catalog catalog;
    private final Map<ModelRef, ModelSource> sources;
    private final boolean autoDownload;
    private final Holds holds = new Holds();
    private final Inventory inventory;
    private final Supplier<Instant> clock;

    private Models(Builder setup) {
        ModelSettings settings = setup.settings;
        this.depot = setup.depot();
        this.stock = new Stock(depot);
        this.registry = new ModelRegistry(depot, this::wanted, setup.metadataTtl, setup::now);
        this.sizes = new SourceSizes(registry, depot.download());
        this.catalog = setup.catalog.with(settings.entries());
        this.sources = settings.sources().stream().collect(Collectors.toMap(ModelSource::ref, Function.identity()));
        this.autoDownload = setup.autoDownload == null ? settings.autoDownload() : setup.autoDownload;
        this.clock = setup::now;
        this.inventory = new Inventory(depot, catalog, registry, this::wanted);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** What the engine needs in order to carry out a {@link ModelDownloadJob}. */
    public JobHandler<ModelDownloadJob, InstalledModel> downloadHandler() {
        return new DownloadHandler(depot, this::wanted);
    }

    /** What the engine needs in order to carry out a {@link ModelVerifyJob}. */
    public JobHandler<ModelVerifyJob, VerifiedModels> verifyHandler() {
        return new VerifyHandler(depot, inventory);
    }

    /** The models that are known and those that are here: to be looked at and kept in order. */
    public Library library() {
        return new Library(depot, inventory, registry, this::wanted, holds, clock);
    }

    /** The same of what lies in a folder of somebody's own. */
    public Library library(Path folder) {
        Depot own = depot.into(folder);
        return new Library(
                own, new Inventory(own, catalog, registry, this::wanted), registry, this::wanted, holds, clock);
    }

    /** Whether all of a model is here and good; what has changed since it was last read is read again. No job is needed. */
    public Mono<Boolean> isValid(ModelRef ref) {
        return new Verification(depot, inventory).of(ref, true);
    }

    /**
     * Reads every file of these models. No job is needed.
     *
     * @param progress told of each model when it has been read
     * @return by reference, whether it is here and good
     */
    public Mono<Map<String, Boolean>> verifyAll(List<ModelRef> refs, VerifyProgress progress) {
        return new Verification(depot, inventory).ofAll(refs, progress);
    }

    /** The same for all models of the configuration. */
    public Mono<Map<String, Boolean>> verifyAll(VerifyProgress progress) {
        return verifyAll(List.copyOf(sources.keySet()), progress);
    }

    /**
     * The model, as soon as it is on this machine. What is missing is downloaded, once however many jobs ask for it, and
     * the job that asks waits without holding a slot; its log tells the story. Errors with {@code DEPENDENCY_FAILED} or
     * {@code DEPENDENCY_CANCELLED} when the download came to nothing, and with {@code MODEL_MISSING} when downloads are
     * switched off.
     *
     * <p>For the first phase of a handler: it may wait, so the handler may be run again from its top. A handler that needs
     * several models asks for one after the other, and for each of them once.
     */
    public Mono<InstalledModel> ensureModel(JobContext context, ModelRef ref) {
        return Mono.defer(() -> new Acquisition(stock, sizes, this::wanted, autoDownload, ref, context).run())
                .doOnNext(model -> holds.add(context, model.paths()));
    }

    /**
     * The same for who is no job: the download that is under way or begins now, or one that finds at once that there is
     * nothing to do.
     */
    public Mono<JobHandle<InstalledModel>> ensure(Jobs jobs, ModelRef ref) {
        return Mono.defer(() -> {
            var job = new ModelDownloadJob(wanted(ref).ref());
            return jobs.dispatch(job, job.options());
        });
    }

    /** Where a model lies: the file where the reference means one, else a folder; empty where it is not here. Blocks. */
    public Optional<Path> path(ModelRef ref) {
        return installed(ref).map(InstalledModel::path);
    }

    /** A model that is here, judged by names and sizes alone; empty where it is not, or was found damaged. Blocks. */
    public Optional<InstalledModel> installed(ModelRef ref) {
        try {
            return stock.glance(wanted(ref));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** How many bytes a model has, without downloading it; empty when its source does not say. */
    public Mono<Long> size(ModelRef ref) {
        return Mono.defer(() -> sizes.of(ref));
    }

    /** What is published of models, here and elsewhere. */
    public ModelRegistry registry() {
        return registry;
    }

    /** Fails for a name that nobody knows. */
    private Wanted wanted(ModelRef ref) {
        return Wanted.of(ref, catalog, Optional.ofNullable(sources.get(ref)));
    }

    /** Empty where it goes to a folder of somebody's own; and where nobody can read it: then it gathers nothing. */
    private Optional<Wanted> wanted(JobView download) {
        try {
            ModelDownloadJob job = JsonMapper.shared().readValue(download.params(), ModelDownloadJob.class);
            return job.to() == null ? Optional.of(wanted(job.ref(), job)) : Optional.empty();
        } catch (JacksonException | JobException unreadable) {
            return Optional.empty();
        }
    }

    private Wanted wanted(ModelRef ref, ModelDownloadJob job) {
        return wanted(ref).with(job.revision(), job.files());
    }

    /** Puts {@link Models} together. Everything has a default: that of the platform, or of Python's huggingface_hub. */
    public static final class Builder {
        private final HubHome hubHome =
                HubHome.of(System.getenv(), Platform.here().user());
        private ModelSettings settings = ModelSettings.defaults();
        private Catalog catalog = Catalog.builtIn();
        private URI endpoint = hubHome.endpoint();
        private boolean offline = hubHome.offline();
        private boolean allowPrivate;
        private boolean waitForNetwork;
        private boolean linksAllowed = !hubHome.withoutLinks();
        private Duration metadataTtl = Duration.ofDays(1);
        private Scheduler scheduler = Threads.forWaiting();
        private RateLimit rateLimit = RateLimit.none();
        private @Nullable Supplier<@Nullable String> token;
        private @Nullable Path tokenFile;
        private @Nullable Path hubCache;
        private @Nullable Path cacheDir;
        private @Nullable Path stateDir;
        private @Nullable Boolean autoDownload;

        private Builder() {}

        /** What stands in {@code headwater.yaml}. What is said to this builder besides counts more. */
        public Builder settings(ModelSettings read) {
            settings = read;
            return this;
        }

        /** The models that are known by name, beside those of the settings; by default those that we ship. */
        public Builder catalog(Catalog known) {
            catalog = known;
            return this;
        }

        /**
         * The hub, or a mirror of it. It may stand in a private network: whoever names it there means it. Only one that does
         * stand there may lead on to others in there.
         */
        public Builder endpoint(URI hub) {
            endpoint = hub;
            return this;
        }

        /**
         * What proves to the hub who asks; asked for at each request, on threads that must not be blocked. Where there is none,
         * the first download says what it would be good for: the first of these {@link Models}, of which a process needs one.
         */
        public Builder token(Supplier<@Nullable String> supplier) {
            token = supplier;
            return this;
        }

        /**
         * Where the host keeps a token, if it does. It is sent where the environment names none, and instead of the one that
         * Python's client has stored; {@link #token} counts more.
         */
        public Builder tokenFile(Path file) {
            tokenFile = file;
            return this;
        }

        /** Whether nobody is asked: then what is here has to do. */
        public Builder offline(boolean alone) {
            offline = alone;
            return this;
        }

        /** Where models of the hub lie, shared with Python. */
        public Builder hubCache(Path directory) {
            hubCache = directory;
            return this;
        }

        /** Where models from anywhere else lie. */
        public Builder cacheDir(Path directory) {
            cacheDir = directory;
            return this;
        }

        /** Where is remembered what has been verified. */
        public Builder stateDir(Path directory) {
            stateDir = directory;
            return this;
        }

        /** Whether a missing model is downloaded when a job asks for it; true by default. */
        public Builder autoDownload(boolean allowed) {
            autoDownload = allowed;
            return this;
        }

        /** Whether models may come from this machine itself and from private networks; false by default. */
        public Builder allowPrivate(boolean allowed) {
            allowPrivate = allowed;
            return this;
        }

        /**
         * Whether a download waits until the network is back, however long that takes, and says since when; otherwise, and by
         * default, it fails after its retries.
         */
        public Builder waitForNetwork(boolean wanted) {
            waitForNetwork = wanted;
            return this;
        }

        /** How fast all downloads together may be; whoever keeps it may change it while they run. */
        public Builder rateLimit(RateLimit limit) {
            rateLimit = limit;
            return this;
        }

        /** For how long what a source has said of its models is taken for true; a day by default. */
        public Builder metadataTtl(Duration ttl) {
            metadataTtl = ttl;
            return this;
        }

        /** For tests of disks that know no links. */
        Builder linksAllowed(boolean allowed) {
            linksAllowed = allowed;
            return this;
        }

        /** For tests, which have no time to wait. */
        Builder scheduler(Scheduler lent) {
            scheduler = lent;
            return this;
        }

        public Models build() {
            return new Models(this);
        }

        private Instant now() {
            return Instant.ofEpochMilli(scheduler.now(TimeUnit.MILLISECONDS));
        }

        private Depot depot() {
            Supplier<@Nullable String> secret = token == null ? foundToken() : token;
            Network network = Network.builder()
                    .credentials(Hub.credentials(endpoint, secret))
                    .allowPrivate(allowPrivate ? anywhere -> true : Hub.mayBePrivate(endpoint))
                    .waitForNetwork(waitForNetwork)
                    .scheduler(scheduler)
                    .build();
            var hub = new Hub(endpoint, secret, network);
            Path others = cacheDir != null ? cacheDir : settings.cacheDir();
            Platform platform = Platform.here();
            Path state = stateDir == null ? platform.data().resolve("models") : stateDir;
            FileDownload fetching = FileDownload.builder(network)
                    .diskSpaceFactor(settings.diskSpaceFactor())
                    .rateLimit(rateLimit)
                    .build();
            return new Depot(
                    List.of(new HubRegistry(hub), new UrlRegistry(fetching, hub::isAt), new LocalRegistry()),
                    fetching,
                    new HubCache(hubCache == null ? hubHome.cache() : hubCache, linksAllowed),
                    (others == null ? platform.cache().resolve("models") : others)
                            .toAbsolutePath()
                            .normalize(),
                    new Verified(state.resolve("verified")),
                    new KnownListings(state.resolve("registry"), this::now),
                    new Volumes(state),
                    ConcurrentHashMap.newKeySet(),
                    offline,
                    null);
        }

        /** Read once, for it may lie in a file. */
        private Supplier<@Nullable String> foundToken() {
            String found = hubHome.token(tokenFile).orElse(null);
            return () -> found;
        }
    }
}
