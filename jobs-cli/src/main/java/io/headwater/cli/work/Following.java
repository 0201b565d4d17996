package io.headwater.cli.work;

import io.headwater.cli.screen.Screen;
import io.headwater.jobs.EventFilter;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobId;
import io.headwater.jobs.Jobs;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Watches a tree of jobs, shows it, and pauses it when it is told to. What happens, what a look at the tree shows and the
 * word to stop arrive one after the other, so nothing here needs a lock.
 */
final class Following {
    private static final Duration PULSE = Duration.ofMillis(100);

    private final Jobs jobs;
    private final Enlisted enlisted;
    private final Course course;
    private final Screen screen;
    private final Mono<StopSignal> stop;
    private final Foreground.Onlooker onlooker;
    private boolean stopping;

    Following(Jobs jobs, Enlisted enlisted, Screen screen, Mono<StopSignal> stop, Foreground.Onlooker onlooker) {
        this.jobs = jobs;
        this.enlisted = enlisted;
        this.course = new Course(enlisted.tree());
        this.screen = screen;
        this.stop = stop;
        this.onlooker = onlooker;
    }

    /** Returns when the job has ended, or, after a word to stop, when it rests with all that stands below it. */
    void untilOver() {
        Flux.merge(events(), looks(), remarks(), stop.map(signal -> pauseAll()))
                .concatMap(step -> step.thenReturn(true))
                .takeUntil(done -> course.isOver(stopping))
                .blockLast();
        look().block();
    }

    private Flux<Mono<Void>> events() {
        return jobs.events(EventFilter.all(), enlisted.seq()).map(event -> Mono.defer(() -> happens(event)));
    }

    private Flux<Mono<Void>> looks() {
        return Flux.interval(PULSE).onBackpressureDrop().map(pulse -> look());
    }

    private Flux<Mono<Void>> remarks() {
        return onlooker.watch(jobs).map(remark -> Mono.fromRunnable(() -> screen.says(remark)));
    }

    private Mono<Void> look() {
        return jobs.tree(enlisted.job()).doOnNext(screen::shows).then();
    }

    private Mono<Void> happens(JobEvent event) {
        return belongs(event.job()).filter(ours -> ours).flatMap(ours -> {
            course.saw(event);
            screen.happened(event);
            if (event.kind() == JobEvent.Kind.WAITING && !stopping) {
                return wakeThoseWaitedFor();
            }
            // What comes to work while all are being stopped, such as a job that was just dispatched, is stopped too.
            return stopping ? pauseWhatWorks() : Mono.empty();
        });
    }

    /**
     * Who types the command wants all of it to go on, also a download that somebody has paused before. One that is paused while
     * it is watched stays so.
     */
    private Mono<Void> wakeThoseWaitedFor() {
        return jobs.tree(enlisted.job())
                .flatMapIterable(course::enter)
                .concatMap(paused -> jobs.resume(paused)
                        .onErrorResume(JobException.Conflict.class, resumedMeanwhile -> Mono.empty()))
                .then();
    }

    /** A stranger may have been dispatched just now; the tree knows. */
    private Mono<Boolean> belongs(JobId job) {
        return course.knows(job)
                ? Mono.just(true)
                : jobs.tree(enlisted.job()).doOnNext(course::enter).map(tree -> course.knows(job));
    }

    private Mono<Void> pauseAll() {
        return Mono.defer(() -> {
            stopping = true;
            return pauseWhatWorks();
        });
    }

    private Mono<Void> pauseWhatWorks() {
        return Flux.fromIterable(course.atWork()).concatMap(this::pause).then();
    }

    private Mono<Void> pause(JobId job) {
        return jobs.pause(job).onErrorResume(JobException.Conflict.class, endedMeanwhile -> Mono.empty());
    }
}
