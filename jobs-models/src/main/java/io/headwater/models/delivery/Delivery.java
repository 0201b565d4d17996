package io.headwater.models.delivery;

import io.headwater.jobs.JobContext;
import io.headwater.jobs.JobException;
import io.headwater.jobs.LogLevel;
import io.headwater.models.cache.Hazard;
import io.headwater.models.cache.Looks;
import io.headwater.models.cache.Shelf;
import io.headwater.models.cache.Shelf.Coming;
import io.headwater.models.cache.Verified;
import io.headwater.models.download.Digest;
import io.headwater.models.download.Disk;
import io.headwater.models.download.FetchOptions;
import io.headwater.models.download.FileCopy;
import io.headwater.models.download.LocalFile;
import io.headwater.models.download.Network;
import io.headwater.models.download.Partials;
import io.headwater.models.download.Pulse;
import io.headwater.models.download.RemoteFile;
import io.headwater.models.download.Sizes;
import io.headwater.models.download.There;
import io.headwater.models.ref.HubRef;
import io.headwater.models.ref.RemotePath;
import io.headwater.models.registry.ListedFile;
import io.headwater.models.registry.Listing;
import io.headwater.models.registry.Place;
import io.headwater.models.registry.Registry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Brings one model from one place to this machine: lists what there is, fetches what is not here, and lets the model be seen
 * when all of it is.
 */
public final class Delivery {
    private static final int FILES_AT_ONCE = 8;
    private static final int MOST_TOLD = 100;

    private final Depot depot;
    private final Place place;
    private final JobContext context;
    private final boolean afresh;
    private final boolean guessed;
    private final Registry registry;
    private final Shelf shelf;
    private final Disk disk;

    /**
     * @param afresh whether what is here already is fetched again all the same
     * @param guessed whether nobody has named the place: then nothing is taken from there that may carry out anything
     */
    public Delivery(Depot depot, Place place, boolean afresh, boolean guessed, JobContext context) {
        this.depot = depot;
        this.place = place;
        this.afresh = afresh;
        this.guessed = guessed;
        this.context = context;
        this.registry = depot.registry(place);
        this.shelf = depot.shelf(place);
        this.disk = depot.disk(context, place.ref());
    }

    /**
     * Several names may stand for the same bytes: these are fetched once.
     *
     * @param afresh whether it is fetched again, whatever lies there
     */
    private record Content(Path path, List<ListedFile> files, boolean afresh) {
        ListedFile first() {
            return files.get(0);
        }

        Content withAfresh(boolean wanted) {
            return new Content(path, files, wanted);
        }
    }

    /**
     * Content that has been read to its end and is what it should be.
     *
     * @param sight of it where it was read
     */
    private record Good(Verified.Sight sight, Digest digest) {
        long bytes() {
            return sight.bytes();
        }
    }

    /** Completes when the model is here; it is found like any other then. */
    public Mono<Void> run() {
        depot.advise(registry, context);
        return context.interruptible(list()).flatMap(listing -> {
            if (place.wanted(listing).isEmpty()) {
                return noSuchFile(listing);
            }
            List<ListedFile> wanted = wanted(listing);
            Pulse pulse = depot.download().pulse(context::progress);
            var parts = new Parts(wanted, pulse);
            return pulse.during(disk.work(() -> contents(listing, wanted))
                            .flatMap(contents -> withWhatIsAfresh(contents, listing))
                            .delayUntil(contents -> disk.step(() -> requireRoom(contents, listing)))
                            .flatMapMany(Flux::fromIterable)
                            .flatMap(content -> bring(content, listing, parts), FILES_AT_ONCE)
                            .then(disk.step(() -> keep(listing))))
                    // When one of several fails, so may others in the same moment; the first is the reason.
                    .contextWrite(more -> more.put("reactor.onErrorDropped.local", (Consumer<Throwable>) later -> {}));
        });
    }

    private void keep(Listing listing) throws IOException {
        shelf.keep(listing);
        depot.rememberDisk(place.ref());
    }

    private Mono<Listing> list() {
        return depot.offline()
                ? disk.work(this::kept)
                : depot.list(place, disk).contextWrite(Network.patiently(words -> context.log(LogLevel.WARN, words)));
    }

    private Listing kept() throws IOException {
        return shelf.kept().orElseThrow(() -> ModelErrors.offline(place.ref()));
    }

    private Mono<Void> noSuchFile(Listing listing) {
        Mono<Void> note = place.ref() instanceof HubRef hub && place.isOneFile()
                ? disk.step(() -> shelf.noteAbsent(listing, Objects.requireNonNull(hub.path())))
                : Mono.empty();
        return note.then(Mono.error(() -> ModelErrors.noSuchFile(place, listing)));
    }

    private List<ListedFile> wanted(Listing listing) {
        List<ListedFile> wanted = place.wanted(listing);
        // Before anything is written; it is looked at again wherever a name becomes a path.
        RemotePath.listing(wanted.stream().map(ListedFile::path).toList());
        for (ListedFile file : wanted) {
            Hazard.of(file.path()).filter(hazard -> guessed).ifPresent(hazard -> {
                throw ModelErrors.unsafe(place.ref(), file.path(), hazard);
            });
        }
        return wanted;
    }

    private List<Content> contents(Listing listing, List<ListedFile> wanted) throws IOException {
        depot.requireDisk(place.ref());
        shelf.begin(listing);
        Map<Path, Content> contents = new LinkedHashMap<>();
        for (ListedFile file : wanted) {
            contents.computeIfAbsent(shelf.content(listing, file), path -> new Content(path, new ArrayList<>(), false))
                    .files()
                    .add(file);
        }
        for (Path folder : folders(contents.values())) {
            depot.download().sweep(folder);
        }
        return List.copyOf(contents.values());
    }

    private static List<Path> folders(Collection<Content> contents) {
        return contents.stream()
                .map(content -> content.path().resolveSibling(""))
                .distinct()
                .toList();
    }

    /**
     * What lay here when the job began is fetched again where that is wanted, and what has come since then is not: how it looked
     * then is a step, so that the job knows it after a pause, a kill or a retry too.
     */
    private Mono<List<Content>> withWhatIsAfresh(List<Content> contents, Listing listing) {
        return afresh
                ? Flux.fromIterable(contents)
                        .concatMap(content -> withWhetherAfresh(content, listing))
                        .collectList()
                : Mono.just(contents);
    }

    private Mono<Content> withWhetherAfresh(Content content, Listing listing) {
        Mono<String> looks = disk.work(() -> looks(content, listing));
        return context.step("what lay at %s, for %s".formatted(content.path(), place.ref()), String.class, looks)
                .flatMap(before -> looks.map(before::equals))
                .map(content::withAfresh);
    }

    private String looks(Content content, Listing listing) throws IOException {
        Optional<Path> here = here(content, listing);
        return here.isPresent() ? Looks.of(here.get().toRealPath()).toString() : "nothing";
    }

    private void requireRoom(List<Content> contents, Listing listing) throws IOException {
        Map<Path, Long> come = new HashMap<>();
        for (Path folder : folders(contents)) {
            come.putAll(Partials.bytesIn(folder));
        }
        long missing = 0;
        for (Content content : contents) {
            long bytes = Objects.requireNonNullElse(content.first().bytes(), 0L);
            if (content.afresh() || candidate(content, listing).isEmpty()) {
                missing += Math.max(0, bytes - come.getOrDefault(content.path(), 0L));
            }
        }
        depot.download().requireRoom(contents.get(0).path().resolveSibling(""), missing);
    }

    private Mono<Void> bring(Content content, Listing listing, Parts parts) {
        Coming found = afresh ? Coming.FRESH : Coming.FOUND;
        return good(content, listing, parts)
                .delayUntil(good -> show(content, listing, good, found))
                .doOnNext(good -> content.files().forEach(file -> parts.find(file, good.bytes())))
                .switchIfEmpty(Mono.defer(() -> bringAnew(content, listing, parts)))
                .then();
    }

    private Mono<Good> bringAnew(Content content, Listing listing, Parts parts) {
        return disk.work(() -> comingOf(content))
                .flatMap(coming -> fetch(content, listing, parts)
                        .delayUntil(good -> show(content, listing, good, coming))
                        .doOnNext(good -> finish(content, good.bytes(), parts)));
    }

    /** What lies there is what links of other versions may lead to: what takes its place has to stay there for them. */
    private static Coming comingOf(Content content) throws IOException {
        boolean isForOne = content.files().size() == 1 && !isFile(content.path());
        return isForOne ? Coming.FRESH_FOR_ONE : Coming.FRESH;
    }

    private static boolean isFile(Path content) throws IOException {
        return There.isFile(content, LinkOption.NOFOLLOW_LINKS);
    }

    /** What has the same bytes has come with it. */
    private static void finish(Content content, long bytes, Parts parts) {
        parts.finish(content.first(), bytes);
        content.files().stream().skip(1).forEach(file -> parts.find(file, bytes));
    }

    /** Gives content its names. */
    private Mono<Void> show(Content content, Listing listing, Good good, Coming coming) {
        return disk.step(() -> {
            weigh(content, good.sight().file());
            place(content, listing, good, coming);
        });
    }

    /** Content that is here already; empty when it is not, or is not what it should be. */
    private Mono<Good> good(Content content, Listing listing, Parts parts) {
        if (content.afresh()) {
            return Mono.empty();
        }
        ListedFile file = content.first();
        return disk.work(() -> sight(content, listing)).flatMap(sight -> {
            Optional<Digest> expected = sight.expected(file.digest());
            String algorithm = expected.map(Digest::algorithm).orElse(Digest.SHA_256);
            return depot.digest(sight, algorithm, disk, context, parts.ofFound(file))
                    .flatMap(actual -> expected.isEmpty() || expected.get().equals(actual)
                            ? Mono.just(new Good(sight, actual))
                            : disk.step(() -> discard(content, listing)).then(Mono.empty()));
        });
    }

    /** Null where there is nothing that could be it. */
    private Verified.@Nullable Sight sight(Content content, Listing listing) throws IOException {
        Optional<Path> candidate = candidate(content, listing);
        return candidate.isEmpty() ? null : depot.verified().look(candidate.get());
    }

    /** What could be it by its length. */
    private Optional<Path> candidate(Content content, Listing listing) throws IOException {
        ListedFile file = content.first();
        Optional<Path> here = here(content, listing);
        Optional<Path> candidate = here.isPresent() ? here : shelf.unproven(file);
        boolean fits = candidate.isPresent() && (file.bytes() == null || file.bytes() == Files.size(candidate.get()));
        return fits ? candidate : Optional.empty();
    }

    private Optional<Path> here(Content content, Listing listing) throws IOException {
        return isFile(content.path()) ? Optional.of(content.path()) : shelf.find(listing, content.first());
    }

    /** What was never known to be that file is somebody's own, and stays until the right one takes its place. */
    private void discard(Content content, Listing listing) throws IOException {
        if (here(content, listing).isEmpty()) {
            return;
        }
        context.log(
                LogLevel.WARN,
                "%s is damaged; fetching it again".formatted(content.first().path()));
        for (ListedFile file : content.files()) {
            shelf.discard(listing, file);
        }
    }

    private Mono<Good> fetch(Content content, Listing listing, Parts parts) {
        return fromHere(content, listing, parts)
                .switchIfEmpty(Mono.defer(() -> fromItsSource(content, listing, parts)))
                .flatMap(local -> take(content.first(), listing, local))
                .doOnNext(good -> tellOf(content, listing, good.bytes()));
    }

    /** Of a model's only file the end of the job tells, and of very many nobody would read. */
    private void tellOf(Content content, Listing listing, long bytes) {
        int files = listing.files().size();
        if (files > 1 && files <= MOST_TOLD) {
            content.files()
                    .forEach(file -> context.log("%s is here, %s".formatted(file.path(), Sizes.readable(bytes))));
        }
    }

    /** What is kept for all need not be fetched for somebody; where it is not what it should be, it is. */
    private Mono<LocalFile> fromHere(Content content, Listing listing, Parts parts) {
        ListedFile file = content.first();
        Shelf shared = depot.shared(place);
        if (shared == null || content.afresh() || file.digest() == null) {
            return Mono.empty();
        }
        return disk.work(() -> shared.find(listing, file).orElse(null))
                .flatMap(here -> FileCopy.of(here, content.path(), file.digest(), context, parts.of(file)))
                .onErrorResume(JobException.Integrity.class, damaged -> Mono.empty());
    }

    private Mono<LocalFile> fromItsSource(Content content, Listing listing, Parts parts) {
        ListedFile file = content.first();
        List<URI> locations = registry.locations(place, listing, file);
        return locations.get(0).getScheme().equals("file")
                ? FileCopy.of(Path.of(locations.get(0)), content.path(), file.digest(), context, parts.of(file))
                : depot.download()
                        .fetch(
                                new RemoteFile(file.path(), locations, file.bytes(), file.digest()),
                                content.path(),
                                context,
                                FetchOptions.defaults()
                                        .withReports(parts.of(file))
                                        .withFirstAnswers(registry.listener(place)));
    }

    private Mono<Good> take(ListedFile file, Listing listing, LocalFile local) {
        return disk.work(() -> {
            if (file.digest() == null && LfsPointer.liesAt(local.path())) {
                shelf.discard(listing, file);
                throw ModelErrors.pointer(file.path());
            }
            Verified.Sight sight = depot.verified().look(local.path());
            depot.verified().remember(sight, local.digest());
            return new Good(sight, local.digest());
        });
    }

    /** Only now it can be told by its content. Where that is refused it stays a content without a name, which is nobody's model. */
    private void weigh(Content content, Path here) throws IOException {
        for (ListedFile file : content.files()) {
            Optional<Hazard> hazard = Hazard.of(file.path(), here);
            if (hazard.isPresent() && guessed) {
                throw ModelErrors.unsafe(place.ref(), file.path(), hazard.get());
            }
            hazard.ifPresent(what -> context.log(LogLevel.WARN, "%s %s".formatted(file.path(), what.words())));
        }
    }

    private void place(Content content, Listing listing, Good good, Coming coming) throws IOException {
        for (ListedFile file : content.files()) {
            if (!shelf.place(listing, file, coming)) {
                throw ModelErrors.vanishing(place.ref());
            }
            Optional<Path> placed = shelf.find(listing, file);
            if (placed.isPresent()) {
                depot.verified().rememberMoved(good.sight(), good.digest(), placed.get());
            }
        }
    }
}
