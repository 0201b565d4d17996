package io.headwater.models.library;

import io.headwater.jobs.JobException;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobView;
import io.headwater.jobs.Jobs;
import io.headwater.jobs.Progress;
import io.headwater.models.cache.CacheScan;
import io.headwater.models.cache.FolderShelf;
import io.headwater.models.cache.ScannedFolder;
import io.headwater.models.delivery.Depot;
import io.headwater.models.delivery.Wanted;
import io.headwater.models.download.Disk;
import io.headwater.models.download.Hands;
import io.headwater.models.ref.HubRef;
import io.headwater.models.ref.ModelRef;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The models of this machine: which there are, what they take, and how to be rid of them. Nothing here is a job; whoever
 * removes something says which jobs there are, so that nothing goes that one of them needs.
 */
public final class Library {
    private final Depot depot;
    private final Inventory inventory;
    private final Clearance clearance;
    private final ModelRegistry registry;
    private final Traffic traffic;
    private final Holds holds;
    private final Supplier<Instant> clock;
    private final Disk disk;

    /** @param wanted what a download that has not ended gathers here, if anything */
    public Library(
            Depot depot,
            Inventory inventory,
            ModelRegistry registry,
            Function<JobView, Optional<Wanted>> wanted,
            Holds holds,
            Supplier<Instant> clock) {
        this.depot = depot;
        this.inventory = inventory;
        this.clearance = new Clearance(depot, inventory, clock);
        this.registry = registry;
        this.traffic = new Traffic(depot, wanted);
        this.holds = holds;
        this.clock = clock;
        this.disk = new Disk(Hands.free(), depot.hub().root());
    }

    // What there is.

    /** All that is known by name, then whatever else lies here. Nobody is asked. */
    public Mono<List<KnownModel>> list() {
        return disk.work(
                () -> inventory.all().stream().map(Inventory.Item::model).toList());
    }

    /** The same, with which of it jobs are about to bring. */
    public Mono<List<KnownModel>> list(Jobs jobs) {
        return traffic.in(jobs)
                .collectList()
                .flatMap(downloads -> disk.work(() -> {
                    Map<ModelRef, KnownModel> models = new LinkedHashMap<>();
                    inventory.all().forEach(item -> models.put(item.model().ref(), item.model()));
                    for (Traffic.Download download : downloads) {
                        KnownModel model = models.get(download.ref());
                        KnownModel known =
                                model == null ? inventory.item(download.ref()).model() : model;
                        models.put(download.ref(), known.with(download.view()));
                    }
                    return List.copyOf(models.values());
                }));
    }

    /**
     * All about one model. Where its source has not been asked lately, it is; where it does not answer, what is here has to
     * do.
     */
    public Mono<ModelDetails> show(ModelRef ref) {
        return show(ref, false);
    }

    /** @param refresh whether its source is asked although its last answer is still young */
    public Mono<ModelDetails> show(ModelRef ref, boolean refresh) {
        return new Portrait(depot, inventory, registry, ref).drawn(refresh);
    }

    /** Every file is looked at, which may take long where there are many; who does not want to wait for it any more, cancels. */
    public Mono<ModelUsage> usage() {
        return new Disk(Hands.looking(), depot.hub().root()).work(this::measure);
    }

    private ModelUsage measure() throws IOException {
        Instant asOf = clock.get();
        CacheScan scan = depot.hub().scan();
        List<ScannedFolder> folders = FolderShelf.scan(depot.others());
        var shares = new ArrayList<ModelUsage.Share>();
        for (Inventory.Item item : inventory.all()) {
            long bytes = item.holding().bytes();
            if (bytes > 0) {
                shares.add(new ModelUsage.Share(
                        item.model().ref(), bytes, item.model().path()));
            }
        }
        FileStore store = storeOf(depot.hub().root());
        return new ModelUsage(
                depot.hub().root(),
                depot.others(),
                store.getUsableSpace(),
                store.getTotalSpace(),
                asOf,
                scan.bytes()
                        + scan.strayBytes()
                        + folders.stream().mapToLong(ScannedFolder::bytes).sum(),
                partials(scan, folders).stream()
                        .mapToLong(CacheScan.Partial::bytes)
                        .sum(),
                shares);
    }

    /** A folder that is yet to be made will lie where the nearest one above it does. */
    private static FileStore storeOf(Path folder) throws IOException {
        Path there = folder;
        while (!Files.exists(there)) {
            there = there.resolveSibling("").toAbsolutePath();
        }
        return Files.getFileStore(there);
    }

    private static List<CacheScan.Partial> partials(CacheScan scan, List<ScannedFolder> folders) {
        var partials = new ArrayList<>(scan.partials());
        folders.forEach(folder -> partials.addAll(folder.partials()));
        return partials;
    }

    // What is to go.

    /**
     * All that lies here of a model, unfinished files too, but for what other revisions share. Errors with {@code
     * NOT_FOUND} where nothing does.
     */
    public Mono<Removal> removal(ModelRef ref) {
        return disk.work(() -> {
            Removal removal = clearance.of(inventory.item(ref).holding());
            if (removal.isEmpty()) {
                throw LibraryErrors.nothingHere(ref);
            }
            return removal;
        });
    }

    /** What unfinished downloads have left of a model; nothing, where they have left nothing. */
    public Mono<Removal> partialsOf(ModelRef ref) {
        return disk.work(() -> clearance.ofPartials(inventory.item(ref).holding()));
    }

    /**
     * What nobody needs: unfinished files that no job goes on with, and versions that no branch, tag or configuration leads
     * to.
     */
    public Mono<Removal> pruning(Jobs jobs) {
        Flux<Path> gathered = traffic.in(jobs).flatMapIterable(Traffic.Download::files);
        return gathered.concatWith(holds.paths(jobs))
                .collect(Collectors.toSet())
                .flatMap(needed -> disk.work(() -> clearance.ofUnneeded(needed)));
    }

    /** All of it. */
    public Mono<Removal> clearing() {
        return disk.work(clearance::ofAll);
    }

    /**
     * Removes what was to go. Refused, naming the jobs, when one of them has been given some of it and may still work with
     * it, or downloads it; a paused download counts.
     */
    public Mono<Void> carryOut(Removal removal, Jobs jobs) {
        Predicate<Path> goes = removal.deletion()::removes;
        Mono<List<JobId>> downloads = traffic.in(jobs)
                .filter(download -> download.files().stream().anyMatch(goes))
                .map(download -> download.view().id())
                .collectList();
        return holds.of(goes, jobs)
                .flatMap(holders -> refuse(holders, LibraryErrors::held))
                .then(downloads)
                .flatMap(loading -> refuse(loading, LibraryErrors::underWay))
                .then(disk.step(() -> removal.deletion().carryOut()));
    }

    private static Mono<Void> refuse(List<JobId> jobs, Function<List<JobId>, JobException> why) {
        return jobs.isEmpty() ? Mono.empty() : Mono.error(why.apply(jobs));
    }

    /** Removes all of a model, or refuses to. */
    public Mono<Removal> remove(ModelRef ref, Jobs jobs) {
        return removal(ref).flatMap(removal -> carryOut(removal, jobs).thenReturn(removal));
    }

    /** Removes what unfinished downloads have left of a model, or refuses to. */
    public Mono<Removal> discardPartial(ModelRef ref, Jobs jobs) {
        return partialsOf(ref).flatMap(removal -> carryOut(removal, jobs).thenReturn(removal));
    }

    // What is to come.

    /** The models of which their sources have newer versions, among those that are here. Each source is asked. */
    public Flux<ModelUpdate> updates() {
        return disk.work(inventory::all)
                .flatMapMany(Flux::fromIterable)
                .filter(item -> item.model().status().isWhole())
                .concatMap(this::update);
    }

    private Mono<ModelUpdate> update(Inventory.Item item) {
        String installed = item.holding().commit();
        if (installed == null || !(item.holding().place().ref() instanceof HubRef hub)) {
            return Mono.empty();
        }
        ModelRef ref = item.model().ref();
        // Who is pinned to a commit wants to know what has come since.
        ModelRef followed = hub.isPinned() ? hub.at(HubRef.DEFAULT_REVISION) : ref;
        return registry.refresh(followed)
                // What its source does not offer any more has no updates.
                .onErrorResume(JobException.NotFound.class, gone -> Mono.empty())
                .onErrorResume(JobException.Unauthorized.class, closed -> Mono.empty())
                .filter(said -> said.commit() != null && !said.commit().equals(installed))
                .map(said -> new ModelUpdate(
                        ref,
                        installed,
                        Objects.requireNonNull(said.commit()),
                        item.holding().missing(said.files())));
    }

    /**
     * Takes in what a person has brought by other ways: a file, or a folder with the files of the model under their own
     * names. It is copied, and verified as if it had been downloaded.
     */
    public Mono<KnownModel> importFrom(ModelRef ref, Path source, Consumer<Progress> reports) {
        return disk.work(() -> inventory.item(ref))
                .flatMap(item -> new Import(depot, item, source, Hands.free(), reports).run())
                .then(disk.work(() -> inventory.item(ref).model()));
    }
}
