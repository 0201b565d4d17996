package io.headwater.models.verify;

import io.headwater.jobs.Progress;
import io.headwater.models.cache.Verified;
import io.headwater.models.delivery.Depot;
import io.headwater.models.download.Digest;
import io.headwater.models.download.Disk;
import io.headwater.models.download.FileDigest;
import io.headwater.models.download.Hands;
import io.headwater.models.download.Pulse;
import io.headwater.models.library.Holding;
import io.headwater.models.library.KnownFile;
import io.headwater.models.ref.ModelRef;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads the files of models, and says what is wrong with each. */
final class Inspection {
    private final Depot depot;
    private final Hands hands;
    private final Memory memory;
    private final Pulse pulse;
    private final long total;
    private final long files;
    private long done;
    private long found;
    private long read;

    /** What is known of files that have been read before. */
    interface Memory {
        /** Whether a file counts as read when it looks as it did when it was last read. */
        boolean trusts(Path file);

        /** To be told of each that has been read. */
        Mono<Void> read(Path file, long bytes);

        /** Of all files, or of none. */
        static Memory of(boolean all) {
            return new Memory() {
                @Override
                public boolean trusts(Path file) {
                    return all;
                }

                @Override
                public Mono<Void> read(Path file, long bytes) {
                    return Mono.empty();
                }
            };
        }
    }

    /**
     * @param models all that will be looked at, so that it can be told how far that is
     * @param memory which files need not be read
     */
    Inspection(Depot depot, List<Holding> models, Memory memory, Hands hands, Consumer<Progress> reports) {
        this.depot = depot;
        this.hands = hands;
        this.memory = memory;
        this.pulse = depot.download().pulse(reports);
        this.total = models.stream().mapToLong(Holding::bytes).sum();
        this.files = models.stream().mapToLong(model -> model.files().size()).sum();
    }

    Mono<ModelVerdict> of(ModelRef ref, Holding holding) {
        return pulse.during(Flux.fromIterable(holding.files())
                        .concatMap(this::check)
                        .filter(file -> file.problem() != null)
                        .collectList())
                .map(bad -> new ModelVerdict(ref, holding.files().size(), bad));
    }

    private Mono<KnownFile> check(Holding.Held held) {
        var disk = new Disk(hands, depot.hub().root());
        return disk.work(held::known)
                .flatMap(seen -> held.sight() == null
                                || seen.bytes() != null
                                        && seen.bytes() != held.sight().bytes()
                        ? Mono.just(seen).doOnNext(file -> skip(held))
                        : read(held, held.sight(), disk))
                .doOnNext(file -> finish(held));
    }

    private Mono<KnownFile> read(Holding.Held held, Verified.Sight sight, Disk disk) {
        Optional<Digest> expected = sight.expected(held.file().digest());
        String algorithm = expected.map(Digest::algorithm).orElse(Digest.SHA_256);
        Optional<Digest> known = memory.trusts(sight.file()) ? sight.known(algorithm) : Optional.empty();
        Mono<Digest> digest = known.isPresent()
                ? Mono.just(known.get()).doOnNext(trusted -> skip(held))
                : FileDigest.of(sight.file(), algorithm, hands, progress -> tell(held, progress.done()));
        return digest.flatMap(actual -> disk.work(() -> judged(held, sight, expected.orElse(actual), actual)))
                .delayUntil(judged -> memory.read(sight.file(), sight.bytes()));
    }

    /** What is found is remembered: until it is mended, nobody takes a damaged file for a good one. */
    private KnownFile judged(Holding.Held held, Verified.Sight sight, Digest expected, Digest actual)
            throws IOException {
        boolean good = expected.equals(actual);
        if (good) {
            depot.verified().remember(sight, actual);
        } else {
            depot.verified().distrust(sight, expected);
        }
        return new KnownFile(
                held.file().path(),
                held.file().bytes(),
                sight.bytes(),
                good ? KnownFile.State.VERIFIED : KnownFile.State.DAMAGED,
                good ? null : "has %s instead of %s".formatted(actual, expected.hex()));
    }

    /** It counts as done, but not as read. */
    private void skip(Holding.Held held) {
        found += bytesOf(held);
    }

    private void finish(Holding.Held held) {
        tell(held, bytesOf(held));
        done += bytesOf(held);
        read++;
    }

    private static long bytesOf(Holding.Held held) {
        return held.sight() == null ? 0 : held.sight().bytes();
    }

    private void tell(Holding.Held held, long bytes) {
        long now = Math.min(total, done + bytes);
        pulse.accept(Progress.of(now, total, Progress.Unit.BYTES)
                .withPhase("verifying")
                .withItem(held.file().path(), read, files)
                .withFound(Math.min(now, found)));
    }
}
