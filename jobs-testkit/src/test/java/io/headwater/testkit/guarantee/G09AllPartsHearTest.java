package io.headwater.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.JobContext;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobState;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.guarantee.Stage.Act;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;

/** A handler whose parts all listen for the request to stop. */
class G09AllPartsHearTest {
    private static final int PARTS = 8;

    private final Queue<Throwable> dropped = new ConcurrentLinkedQueue<>();
    private final AtomicInteger begun = new AtomicInteger();

    @BeforeEach
    void listen() {
        Hooks.onErrorDropped(dropped::add);
    }

    @AfterEach
    void stopListening() {
        Hooks.resetOnErrorDropped();
    }

    @Test
    void G9_all_of_them_hear_it_and_what_they_say_to_that_reaches_no_global_hook() {
        Stage stage = new Stage();
        stage.when(
                "parts",
                context -> Flux.range(0, PARTS).flatMap(number -> part(context)).then(Mono.<String>empty()));
        try (TestEngine engine = stage.engine().start()) {
            JobHandle<?> job = engine.dispatch(new Act("parts"));
            engine.until("all parts to be at work", () -> begun.get() == PARTS);
            TestEngine.done(job.pause());
            engine.until(job.id(), JobState.PAUSED);
        }
        assertThat(dropped).isEmpty();
    }

    private Mono<Void> part(JobContext context) {
        return context.using(
                Mono.just("resource"),
                resource -> context.interruptible(Mono.<Void>never().doOnSubscribe(begin -> begun.incrementAndGet())),
                resource -> Mono.empty());
    }
}
