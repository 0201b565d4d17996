package io.headwater.testkit.puppet;

import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.Job;
import io.headwater.jobs.JobContext;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.UniqueKey;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** One thing that a puppet does on its way, and does again whenever it is run from the top. */
@FunctionalInterface
public interface Line {
    /** Does it; what is emitted is noted as heard, an error ends the run. */
    Mono<String> play(JobContext context);

    /** Waits for a child. */
    static Line awaits(String child) {
        return awaits(new Puppet(child), DispatchOptions.defaults());
    }

    /** Waits for a shared puppet, whose name is its unique key. */
    static Line awaitsShared(String dependency) {
        return awaits(new Puppet(dependency), keyed(dependency));
    }

    static Line awaits(Job<String> job, DispatchOptions options) {
        return context -> context.await(job, options);
    }

    /** Waits for a job that is there already; the handle is asked for in each run. */
    static Line awaits(Supplier<JobHandle<String>> handle) {
        return context -> Mono.defer(() -> context.await(handle.get()));
    }

    static Line awaitsAll(String... children) {
        List<Puppet> jobs = Stream.of(children).map(Puppet::new).toList();
        return context -> context.awaitAll(jobs).map(results -> String.join(", ", results));
    }

    static Line dispatches(String child) {
        return dispatches(new Puppet(child), DispatchOptions.defaults());
    }

    static Line dispatches(Job<String> job, DispatchOptions options) {
        return context ->
                context.dispatch(job, options).map(handle -> handle.id().toString());
    }

    static Line checkpoints(Object state) {
        return context -> context.checkpoint(state).thenReturn("checkpoint");
    }

    static Line steps(String name, Mono<String> work) {
        return context -> context.step(name, String.class, work);
    }

    /** Holds something open until the run ends; it closes when {@code close} does. */
    static Line uses(Publisher<?> close) {
        return context -> context.using(Mono.just("something"), unused -> Mono.never(), unused -> close);
    }

    /** Holds a thread for blocking calls until the latch opens, whatever anybody asks. */
    static Line holdsThread(CountDownLatch until) {
        return context -> context.blocking(() -> {
            boolean free = false;
            while (!free) {
                try {
                    until.await();
                    free = true;
                } catch (InterruptedException ignored) {
                    // That is what this puppet is about.
                }
            }
            return "returned";
        });
    }

    /** Looks at something and notes what it saw. */
    static Line sees(Function<JobContext, Mono<String>> sight) {
        return sight::apply;
    }

    /** All of them at once; goes on when all are done. */
    static Line together(Line... lines) {
        return context -> Flux.fromArray(lines)
                .flatMap(line -> line.play(context), lines.length)
                .collectList()
                .map(heard -> String.join(", ", heard));
    }

    /** Goes on after a failure, and notes its message. */
    default Line orHearsWhy() {
        return context -> play(context).onErrorResume(failure -> Mono.just(String.valueOf(failure.getMessage())));
    }

    /** The options under which a name is a unique key. */
    static DispatchOptions keyed(String name) {
        return DispatchOptions.defaults().withUniqueKey(UniqueKey.global(name));
    }
}
