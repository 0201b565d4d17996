package io.headwater.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.fault.Point;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobQuery;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.guarantee.Stage.Act;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** G1. */
@Tag("G1")
class G01DurableBeforeVisibleTest {
    @Test
    void while_a_change_is_being_committed_no_event_handle_or_query_shows_it() throws Exception {
        var atCommit = new CountDownLatch(1);
        var mayCommit = new CountDownLatch(1);
        try (TestEngine engine = new Stage().engine().start()) {
            Queue<JobEvent> seen = new ConcurrentLinkedQueue<>();
            engine.jobs().events().subscribe(seen::add);
            engine.settle();
            var once = new AtomicBoolean();
            engine.at(Point.BEFORE_COMMIT, () -> {
                if (once.compareAndSet(false, true)) {
                    atCommit.countDown();
                    awaitQuietly(mayCommit);
                }
            });

            CompletableFuture<JobHandle<String>> dispatched =
                    engine.jobs().dispatch(new Act("hello")).toFuture();
            atCommit.await();

            try {
                // Queries are answered behind events on the same way out: an event would be here before the answer.
                assertThat(TestEngine.now(engine.jobs().count(JobQuery.all()))).isZero();
                assertThat(seen).isEmpty();
                assertThat(dispatched).isNotDone();
            } finally {
                mayCommit.countDown();
            }
            assertThat(TestEngine.now(dispatched.get().result())).isEqualTo("hello");
            engine.until("the end to be told", () -> seen.stream().anyMatch(JobEvent.JobCompleted.class::isInstance));
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void a_power_cut_that_takes_the_last_commits_back_never_leads_to_a_number_used_twice(@TempDir Path folder)
            throws Exception {
        Path copy = Files.createDirectory(folder.resolve("copy"));
        Path live = Files.createDirectory(folder.resolve("live"));
        JobHandle<String> lost;
        long lastSeq;
        try (TestEngine engine = new Stage().engine().folder(live).start()) {
            TestEngine.now(engine.dispatch(new Act("kept")).result());
            copyFromOutside(live, copy);
            lost = engine.dispatch(new Act("lost"));
            TestEngine.now(lost.result());
            lastSeq = engine.history().stream().mapToLong(JobEvent::seq).max().orElseThrow();
            engine.engine().abandon();
        }
        Files.deleteIfExists(live.resolve("jobs.db-shm"));
        Files.deleteIfExists(live.resolve("jobs.db-wal"));
        copyFromOutside(copy, live);
        try (TestEngine engine = new Stage().engine().folder(live).start()) {
            assertThat(TestEngine.now(engine.jobs().count(JobQuery.all()))).isEqualTo(1);
            JobHandle<String> next = engine.dispatch(new Act("next"));
            assertThat(next.id()).isGreaterThan(lost.id());
            assertThat(engine.history(next.id())).allMatch(event -> event.seq() > lastSeq);
        }
    }

    /** By another process: closing a file of the database in this one would give up SQLite's locks. */
    private static void copyFromOutside(Path from, Path to) throws IOException, InterruptedException {
        for (String name : new String[] {"jobs.db", "jobs.db-wal"}) {
            if (Files.exists(from.resolve(name))) {
                int status = new ProcessBuilder("cp", from.resolve(name).toString(), to.toString())
                        .inheritIO()
                        .start()
                        .waitFor();
                assertThat(status).isZero();
            }
        }
    }
}
