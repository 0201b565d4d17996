package io.headwater.models.download;

import io.headwater.jobs.Progress;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Says again how far work is while nothing comes of it: whoever watches shall see that the speed has become nothing, and that
 * somebody is still there. Sources keep silent, disks are flushed, and some say when they want to be asked again.
 */
public final class Pulse implements Consumer<Progress> {
    private static final Duration BEAT = Duration.ofMillis(500);

    private final Consumer<Progress> reports;
    private final Scheduler scheduler;
    private @Nullable Progress last;

    Pulse(Consumer<Progress> reports, Scheduler scheduler) {
        this.reports = reports;
        this.scheduler = scheduler;
    }

    @Override
    public synchronized void accept(Progress progress) {
        last = progress;
        reports.accept(progress);
    }

    /** The same work, which is heard of until it ends. */
    public <T> Mono<T> during(Mono<T> work) {
        Mono<T> beats = Flux.interval(BEAT, scheduler)
                .onBackpressureDrop()
                .doOnNext(beat -> repeat())
                .then(Mono.never());
        return Mono.firstWithSignal(work, beats);
    }

    private synchronized void repeat() {
        Progress known = last;
        if (known != null) {
            reports.accept(known);
        }
    }
}
