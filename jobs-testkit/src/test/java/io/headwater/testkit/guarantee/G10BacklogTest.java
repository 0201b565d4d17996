package io.headwater.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.Job;
import io.headwater.jobs.JobContext;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobType;
import io.headwater.jobs.Jobs;
import io.headwater.jobs.UniqueKey;
import io.headwater.testkit.TestEngine;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/**
 * An engine lives and is killed several times, and does not know the same types and queues each time. What it has in its
 * queues after each start must be what the rows of the jobs say, read one by one.
 */
class G10BacklogTest {
    private static final int LIVES = 6;
    private static final int STEPS = 100;
    private static final int MANY = 10_000;
    private static final int[] PRIORITIES = {-100, -1, 0, 0, 0, 7, 100};
    /** The same for all who come by a key, so that they join. */
    private static final int KEYED = 3;

    private static final int TURN_OF_THE_OLDEST = 10;

    @JobType(name = "test.work")
    record Work(int number) implements Job<String> {}

    /** Not every life has a handler for it. */
    @JobType(name = "test.rare")
    record Rare(int number) implements Job<String> {}

    @JobType(name = "test.help", queue = "help")
    record Help(int number) implements Job<String> {}

    /** A job that waits for a slot, as its row says. */
    private record Waiting(long id, String type, String queue, int priority, boolean begun, long token) {}

    private static final Comparator<Waiting> IN_TURN = Comparator.comparingInt(Waiting::priority)
            .reversed()
            .thenComparing(waiting -> !waiting.begun())
            .thenComparingLong(Waiting::id);

    @TempDir
    private Path folder;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final List<JobId> jobs = new ArrayList<>();
    private boolean hasRare;
    private boolean hasSide;

    @Test
    void G10_who_waits_after_a_start_is_who_the_rows_say_each_once_and_in_order() throws SQLException {
        for (int life = 0; life < LIVES; life++) {
            hasRare = life == 0 || random.nextBoolean();
            hasSide = life == 0 || random.nextBoolean();
            TestEngine engine = engine().start();
            startsWhoWaits(engine, "seed %d, life %d".formatted(seed, life));
            live(engine);
            engine.engine().abandon();
        }
    }

    private TestEngine.Builder engine() {
        TestEngine.Builder builder = TestEngine.builder()
                .folder(folder)
                .crashLimit(0)
                .queue("main", 1)
                .queue("help", 1)
                .handler(Work.class, (job, context) -> work(job.number(), context))
                .handler(Help.class, (job, context) -> Mono.just("helped"));
        builder = hasSide ? builder.queue("side", 1) : builder;
        return hasRare ? builder.handler(Rare.class, (job, context) -> work(job.number(), context)) : builder;
    }

    private static Mono<String> work(int number, JobContext context) {
        Mono<String> first = Mono.just("ready");
        if (awaits(number)) {
            first = context.await(new Help(number), DispatchOptions.defaults().withPriority(-100));
        } else if (number % 5 == 2) {
            first = Mono.error(new IllegalStateException("bad luck"));
        }
        return first.then(context.interruptible(Mono.never()));
    }

    /** They can only start once they are let to, and then all at once. */
    private void startsWhoWaits(TestEngine engine, String when) throws SQLException {
        List<Waiting> waiting = waiting(engine);
        assertThat(waiting).as(when).allSatisfy(job -> {
            assertThat(job.token()).isZero();
            assertThat(job.queue()).isIn(queues());
            assertThat(job.type())
                    .isIn(hasRare ? Set.of("test.work", "test.rare", "test.help") : Set.of("test.work", "test.help"));
        });
        for (String queue : queues()) {
            List<Long> expected = inTurn(
                    waiting.stream().filter(job -> job.queue().equals(queue)).toList());
            int before = engine.history().size();
            TestEngine.done(engine.jobs().queues().slots(queue, MANY));
            TestEngine.done(engine.jobs().queues().resume(queue));
            engine.until(
                    when + ": all of queue " + queue + " to start",
                    () -> started(engine, before).containsAll(expected));
            assertThat(started(engine, before))
                    .as("%s, queue %s", when, queue)
                    .filteredOn(expected::contains)
                    .startsWith(expected.toArray(Long[]::new));
            TestEngine.done(engine.jobs().queues().pause(queue));
        }
    }

    private Set<String> queues() {
        return hasSide ? Set.of("main", "side", "help", "default") : Set.of("main", "help", "default");
    }

    private static List<Waiting> waiting(TestEngine engine) throws SQLException {
        engine.settle();
        var found = new ArrayList<Waiting>();
        try (Connection store = DriverManager.getConnection("jdbc:sqlite:" + engine.file());
                Statement statement = store.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select id, type, queue, priority, entry, token from job where state = 1")) {
            while (rows.next()) {
                found.add(new Waiting(
                        rows.getLong("id"),
                        rows.getString("type"),
                        rows.getString("queue"),
                        rows.getInt("priority"),
                        rows.getInt("entry") > 0,
                        rows.getLong("token")));
            }
        }
        return found;
    }

    private static List<Long> inTurn(List<Waiting> waiting) {
        var left = new ArrayList<>(waiting);
        left.sort(IN_TURN);
        var order = new ArrayList<Long>();
        while (!left.isEmpty()) {
            boolean oldest = (order.size() + 1) % TURN_OF_THE_OLDEST == 0;
            Waiting next = oldest
                    ? left.stream().min(Comparator.comparingLong(Waiting::id)).orElseThrow()
                    : left.get(0);
            left.remove(next);
            order.add(next.id());
        }
        return order;
    }

    private static List<Long> started(TestEngine engine, int after) {
        return engine.history().stream()
                .skip(after)
                .filter(JobEvent.JobStarted.class::isInstance)
                .map(event -> event.job().value())
                .toList();
    }

    /** Few slots, so that many wait, new ones and such as have begun; what is refused is refused. */
    private void live(TestEngine engine) {
        TestEngine.done(engine.jobs().queues().slots("main", 20));
        queues().forEach(queue -> TestEngine.done(engine.jobs().queues().resume(queue)));
        for (int step = 0; step < STEPS; step++) {
            if (jobs.isEmpty() || random.nextInt(3) > 0) {
                dispatch(engine);
            } else {
                steer(engine.jobs(), jobs.get(random.nextInt(jobs.size())));
            }
        }
        engine.settle();
        queues().forEach(queue -> TestEngine.done(engine.jobs().queues().pause(queue)));
        engine.settle();
    }

    /** Whoever awaits another lends him no priority: of that the rows say nothing. */
    private void dispatch(TestEngine engine) {
        boolean keyed = random.nextInt(4) == 0;
        int number = keyed ? KEYED : random.nextInt(1_000);
        DispatchOptions options = DispatchOptions.defaults()
                .withQueue(hasSide && random.nextInt(4) == 0 ? "side" : "main")
                .withPriority(awaits(number) ? -100 : PRIORITIES[random.nextInt(PRIORITIES.length)]);
        if (keyed) {
            options = options.withUniqueKey(UniqueKey.global("key " + random.nextInt(20)));
        }
        Job<String> job = hasRare && random.nextInt(3) == 0 ? new Rare(number) : new Work(number);
        jobs.add(engine.dispatch(job, options).id());
    }

    private static boolean awaits(int number) {
        return number % 5 < 2;
    }

    private void steer(Jobs engine, JobId job) {
        Mono<Void> command = switch (random.nextInt(4)) {
            case 0 -> engine.pause(job);
            case 1 -> engine.resume(job);
            case 2 -> engine.cancel(job);
            default -> engine.retry(job);
        };
        TestEngine.done(command.onErrorComplete());
    }
}
