package io.headwater.testkit.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.Job;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobType;
import io.headwater.jobs.RetryPolicy;
import io.headwater.testkit.TestEngine;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** An idle engine gets ready for a job while that is still being written down; nobody sees more of it than the speed. */
class QuickStartTest {
    @JobType(name = "test.shopping")
    record Shopping(List<String> things) implements Job<Integer> {}

    @JobType(name = "test.fuse")
    record Fuse(int length) implements Job<String> {
        private static final AtomicBoolean LIT = new AtomicBoolean();

        Fuse {
            if (LIT.get()) {
                throw new AssertionError("this record does not like to be read");
            }
        }
    }

    private final List<Shopping> given = new CopyOnWriteArrayList<>();

    private TestEngine start() {
        return TestEngine.builder()
                .handler(Shopping.class, (shopping, context) -> {
                    given.add(shopping);
                    shopping.things().add("more");
                    return context.attempt() == 1
                            ? Mono.error(new IllegalStateException("the shop is closed"))
                            : Mono.just(shopping.things().size());
                })
                .start();
    }

    @Test
    void each_attempt_has_the_job_as_it_was_dispatched_whatever_others_did_to_theirs() {
        try (TestEngine engine = start()) {
            for (int day = 0; day < 50; day++) {
                given.clear();
                var dispatched = new Shopping(new ArrayList<>(List.of("bread")));
                engine.settle();
                JobHandle<Integer> handle =
                        engine.dispatch(dispatched, DispatchOptions.defaults().withRetry(RetryPolicy.defaults()));
                engine.until("the first attempt", () -> given.size() == 1);
                dispatched.things().clear();
                engine.until("the second attempt", () -> {
                    engine.advance(RetryPolicy.defaults().longestRest());
                    return given.size() == 2;
                });
                assertThat(TestEngine.now(handle.result())).isEqualTo(2);
            }
        }
    }

    @Test
    void what_cannot_be_read_is_dispatched_all_the_same_and_fails_where_it_is_run() {
        try (TestEngine engine = TestEngine.builder()
                .handler(Fuse.class, (fuse, context) -> Mono.just("lit"))
                .start()) {
            for (int number = 0; number < 20; number++) {
                var fuse = new Fuse(number);
                engine.settle();
                Fuse.LIT.set(true);
                JobHandle<String> handle = engine.dispatch(fuse);
                engine.until(handle.id(), JobState.FAILED);
                Fuse.LIT.set(false);
            }
        } finally {
            Fuse.LIT.set(false);
        }
    }

    @Test
    void who_is_refused_before_he_has_asked_leaves_no_transaction_open() throws SQLException {
        try (TestEngine engine = start();
                Connection another = DriverManager.getConnection("jdbc:sqlite:" + engine.file());
                Statement statement = another.createStatement()) {
            engine.settle();
            assertThatThrownBy(() -> engine.dispatch(
                            new Shopping(List.of()), DispatchOptions.defaults().withQueue("elsewhere")))
                    .isInstanceOf(JobException.class);
            statement.execute("pragma busy_timeout = 10000");
            statement.execute("begin immediate");
            statement.execute("rollback");
        }
    }
}
