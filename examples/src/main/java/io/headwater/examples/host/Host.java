package io.headwater.examples.host;

import static io.headwater.jobs.Progress.Unit.ITEMS;

import io.headwater.core.JobEngine;
import io.headwater.jobs.Job;
import io.headwater.jobs.JobContext;
import io.headwater.jobs.JobEvent.JobCompleted;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobType;
import io.headwater.jobs.Progress;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntFunction;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A host that follows its jobs, is away for a while, hears what it missed, and draws the nested jobs as they go. */
public final class Host {
    private Host() {}

    /** Scans the discs of an album, each as a job below this one. */
    @JobType(name = "host.album", title = "Album")
    public record Album(List<String> discs) implements Job<Integer> {}

    /** Scans a disc; its result is the number of tracks. */
    @JobType(name = "host.disc", title = "Disc")
    public record Disc(String name) implements Job<Integer> {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        run(Files.createTempDirectory("headwater-host"), System.out, track -> Mono.delay(Duration.ofMillis(50)));
    }

    /** @param drive reads a track of a disc, which takes its time */
    static int run(Path folder, PrintStream out, IntFunction<Mono<?>> drive) throws InterruptedException {
        try (JobEngine engine = JobEngine.builder()
                .database(folder.resolve("jobs.db"))
                .queue("default", 2)
                .handler(Album.class, Host::scan)
                .handler(Disc.class, (disc, context) -> scan(disc, context, drive))
                .start()) {
            var end = new CountDownLatch(1);
            var follower = new Follower(engine, 0, event -> {
                if (event.seq() > 0) {
                    out.printf(
                            "%d %s %s%n",
                            event.seq(), event.job().brief(), event.kind().eventName());
                }
                if (event instanceof JobCompleted && event.stamp().type().equals("host.album")) {
                    end.countDown();
                }
            });
            follower.connect();
            JobHandle<Integer> album = Objects.requireNonNull(
                    engine.dispatch(new Album(List.of("one", "two", "three"))).block());

            follower.disconnect(); // the host is away: a laptop that sleeps, a browser that lost its network
            LiveTree.of(engine, album.id()).doOnNext(out::println).blockLast();

            follower.connect(); // and hears all that it missed, once, in order
            end.await();
            return Objects.requireNonNull(album.result().block());
        }
    }

    private static Mono<Integer> scan(Album album, JobContext context) {
        List<Disc> discs = album.discs().stream().map(Disc::new).toList();
        return context.awaitAll(discs)
                .map(tracks -> tracks.stream().mapToInt(Integer::intValue).sum());
    }

    private static Mono<Integer> scan(Disc disc, JobContext context, IntFunction<Mono<?>> drive) {
        int tracks = 10 + disc.name().length();
        Flux<Integer> reading = Flux.range(1, tracks)
                .concatMap(track -> drive.apply(track).thenReturn(track))
                .doOnNext(track -> context.progress(Progress.of(track, tracks, ITEMS)));
        return context.interruptible(reading).then(Mono.just(tracks));
    }
}
