package io.headwater.models.delivery;

import io.headwater.jobs.JobContext;
import io.headwater.jobs.LogLevel;
import io.headwater.jobs.Progress;
import io.headwater.models.cache.FolderShelf;
import io.headwater.models.cache.HubCache;
import io.headwater.models.cache.HubShelf;
import io.headwater.models.cache.LocalShelf;
import io.headwater.models.cache.Shelf;
import io.headwater.models.cache.Verified;
import io.headwater.models.cache.Volumes;
import io.headwater.models.download.Digest;
import io.headwater.models.download.Disk;
import io.headwater.models.download.FileDigest;
import io.headwater.models.download.FileDownload;
import io.headwater.models.ref.HubRef;
import io.headwater.models.ref.ModelRef;
import io.headwater.models.registry.KnownListings;
import io.headwater.models.registry.KnownListings.Known;
import io.headwater.models.registry.Listing;
import io.headwater.models.registry.Place;
import io.headwater.models.registry.Registry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What the models of one machine need: where to ask, how to fetch, where to put.
 *
 * @param hub what comes from the hub lies there, shared with Python
 * @param others what comes from anywhere else lies there
 * @param verified what is remembered of files that have been read
 * @param known what places have answered
 * @param volumes on which disks they have been put
 * @param advised what people have been told once
 * @param offline whether nobody may be asked
 * @param target a folder into which models are fetched for somebody instead; null where they are kept for all
 */
public record Depot(
        List<Registry> registries,
        FileDownload download,
        HubCache hub,
        Path others,
        Verified verified,
        KnownListings known,
        Volumes volumes,
        Set<String> advised,
        boolean offline,
        @Nullable Path target) {

    public Registry registry(Place place) {
        return registries.stream()
                .filter(registry -> registry.serves(place.ref()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("nobody serves " + place.ref()));
    }

    /** The same, but that models go into a folder of somebody's own; where that is null, to where they are kept for all. */
    public Depot into(@Nullable Path folder) {
        return new Depot(registries, download, hub, others, verified, known, volumes, advised, offline, folder);
    }

    /** Where a model is kept for all, beside the folder of somebody's own that is filled; null where there is no such folder. */
    @Nullable
    Shelf shared(Place place) {
        return target == null ? null : into(null).shelf(place);
    }

    public Shelf shelf(Place place) {
        if (target != null) {
            return place.ref() instanceof HubRef ref
                    ? new LocalShelf(target, ref)
                    : FolderShelf.in(target, place.ref());
        }
        return place.ref() instanceof HubRef ref ? new HubShelf(hub, ref) : new FolderShelf(others, place.ref());
    }

    /** A file's digest by an algorithm: as it is remembered, else as it is read, which is remembered. */
    public Mono<Digest> digest(
            Verified.Sight sight, String algorithm, Disk disk, JobContext context, Consumer<Progress> reports) {
        return Mono.justOrEmpty(sight.known(algorithm))
                .switchIfEmpty(Mono.defer(() -> FileDigest.of(sight.file(), algorithm, context, reports)
                        .flatMap(read ->
                                disk.step(() -> verified.remember(sight, read)).thenReturn(read))));
    }

    /** Where work on the files of a place is done. */
    public Disk disk(JobContext context, ModelRef place) {
        return new Disk(context, target == null ? home(place) : target);
    }

    private Path home(ModelRef place) {
        return place instanceof HubRef ? hub.root() : others;
    }

    /** Whether the disk on which the models of a place lie is not there just now. Blocks. */
    public boolean isAway(ModelRef place) throws IOException {
        return target == null && volumes.isAway(home(place));
    }

    /** Fails when it is not. Blocks. */
    public void requireDisk(ModelRef place) throws IOException {
        if (target == null) {
            volumes.require(home(place));
        }
    }

    /** To be told when a model has been put there. Blocks. */
    public void rememberDisk(ModelRef place) {
        if (target == null) {
            volumes.remember(home(place), place);
        }
    }

    /** What lies on disks that are not there. Blocks. */
    public List<ModelRef> away() throws IOException {
        var away = new ArrayList<ModelRef>();
        for (Path home : List.of(hub.root(), others)) {
            if (volumes.isAway(home)) {
                away.addAll(volumes.models(home));
            }
        }
        return away;
    }

    /** Tells what people should know who fetch from there; once for all that have this depot. */
    void advise(Registry registry, JobContext context) {
        if (!offline) {
            registry.advice().filter(advised::add).ifPresent(words -> context.log(LogLevel.WARN, words));
        }
    }

    /** What there is at a place by now, which is remembered. */
    public Mono<Listing> list(Place place, Disk disk) {
        return disk.work(() -> known.find(place))
                .flatMap(last ->
                        registry(place).list(place, last.map(Known::listing).orElse(null)))
                .flatMap(listing -> disk.work(() -> known.remember(place, listing)))
                .map(Known::listing);
    }
}
