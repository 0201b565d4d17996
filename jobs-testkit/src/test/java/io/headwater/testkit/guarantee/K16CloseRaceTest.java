package io.headwater.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.EventFilter;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobQuery;
import io.headwater.jobs.Jobs;
import io.headwater.jobs.Progress;
import io.headwater.jobs.Progress.Unit;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.guarantee.Stage.Act;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;

/** An engine is closed while hosts do all that hosts do. */
class K16CloseRaceTest {
    private static final int HOSTS = 4;
    private static final int DEEDS = 150;

    private final Queue<Throwable> dropped = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> refusals = new ConcurrentLinkedQueue<>();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();

    @BeforeEach
    void listen() {
        Hooks.onErrorDropped(dropped::add);
    }

    @AfterEach
    void stopListening() {
        Hooks.resetOnErrorDropped();
    }

    @RepeatedTest(10)
    void K16_every_publisher_ends_and_no_error_goes_to_the_global_hook() throws InterruptedException {
        long seed = ThreadLocalRandom.current().nextLong();
        System.out.println("K16 seed " + seed);
        var chance = new Random(seed);
        Stage stage = new Stage();
        stage.when("works", context -> {
            context.progress(Progress.of(1, 2, Unit.ITEMS));
            return context.interruptible(context.checkpoint("here").then(Mono.never()));
        });
        stage.when("waits", context -> context.await(new Act("works")));
        TestEngine engine = stage.engine().start();
        List<JobId> known = new ArrayList<>();
        for (String name : List.of("works", "waits", "works", "waits", "quick", "quick")) {
            known.add(engine.dispatch(new Act(name)).id());
        }
        var hosts = new ArrayList<Thread>();
        for (int number = 0; number < HOSTS; number++) {
            hosts.add(host(engine.jobs(), List.copyOf(known), new Random(chance.nextLong())));
        }
        int enough = 20 + chance.nextInt(HOSTS * DEEDS / 2);
        engine.until("the hosts to be busy", () -> begun.get() >= enough);
        engine.close();
        for (Thread host : hosts) {
            host.join();
        }

        engine.until("all publishers to end; seed " + seed, () -> ended.get() == begun.get());
        assertThat(dropped).isEmpty();
        assertThat(refusals)
                .isNotEmpty()
                .allSatisfy(refusal -> assertThat(refusal).isInstanceOf(JobException.class));
    }

    private Thread host(Jobs jobs, List<JobId> known, Random chance) {
        var host = new Thread(() -> {
            for (int deed = 0; deed < DEEDS; deed++) {
                JobId id = known.get(chance.nextInt(known.size()));
                take(something(jobs, id, chance));
            }
        });
        host.start();
        return host;
    }

    private static Publisher<?> something(Jobs jobs, JobId id, Random chance) {
        JobHandle<String> handle = jobs.handle(id, Act.class);
        return switch (chance.nextInt(11)) {
            case 0 -> jobs.dispatch(new Act("quick"));
            case 1 -> jobs.dispatch(new Act("works"));
            case 2 -> jobs.dispatch(new Act("quick")).flatMap(JobHandle::result);
            case 3 -> jobs.events().take(3);
            case 4 -> jobs.events(EventFilter.all(), 0);
            case 5 -> jobs.find(id);
            case 6 -> jobs.list(JobQuery.all());
            case 7 -> jobs.pause(id);
            case 8 -> jobs.resume(id);
            case 9 -> handle.progress();
            default -> handle.result();
        };
    }

    private void take(Publisher<?> publisher) {
        begun.incrementAndGet();
        Flux.from(publisher).doOnTerminate(ended::incrementAndGet).subscribe(value -> {}, refusals::add);
    }
}
