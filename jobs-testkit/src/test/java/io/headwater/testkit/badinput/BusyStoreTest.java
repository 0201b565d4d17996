package io.headwater.testkit.badinput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.headwater.core.JobEngine;
import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobQuery;
import io.headwater.jobs.JobState;
import io.headwater.testkit.OtherJvm;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.puppet.Puppet;
import io.headwater.testkit.puppet.Puppets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;

/** Another program holds the right to write for longer than anybody would wait. */
class BusyStoreTest {
    @TempDir
    Path folder;

    private final Puppets puppets = new Puppets();

    private Path file() {
        return folder.resolve("jobs.db");
    }

    private OtherJvm lock() throws IOException {
        OtherJvm other = OtherJvm.run(List.of(), List.of(), LockMain.class, file());
        assertThat(other.line()).isEqualTo(LockMain.LOCKED);
        return other;
    }

    @Test
    void B01_what_must_be_written_is_held_and_what_is_asked_for_is_refused_until_the_lock_goes() throws Exception {
        try (TestEngine engine = puppets.engine().folder(folder).start()) {
            JobHandle<String> worker = engine.dispatch(new Puppet("worker"));
            engine.until(worker.id(), JobState.RUNNING);
            puppets.untilOnStage("worker");
            engine.settle();
            Queue<JobEvent> heard = new ConcurrentLinkedQueue<>();
            Disposable listening = engine.jobs().events().subscribe(heard::add);

            try (OtherJvm other = lock()) {
                puppets.emit("worker", "done");
                Refusal.by(engine.jobs().dispatch(new Puppet("refused")))
                        .isA(ErrorCode.STORE_BUSY)
                        .naming(file());
                // Not stored, so nobody sees it; and what is stored can still be read.
                assertThat(engine.state(worker.id())).isEqualTo(JobState.RUNNING);
                assertThat(heard).isEmpty();
                other.kill();
            }

            assertThat(TestEngine.now(worker.result())).isEqualTo("done");
            engine.until("the end to be heard of", () -> !heard.isEmpty());
            puppets.emit("next", "done too");
            assertThat(TestEngine.now(engine.dispatch(new Puppet("next")).result()))
                    .isEqualTo("done too");
            assertThat(TestEngine.now(engine.jobs().count(JobQuery.all()))).isEqualTo(2);
            listening.dispose();

            engine.restart();
            assertThat(engine.state(worker.id())).isEqualTo(JobState.COMPLETED);
        }
    }

    @Test
    void B01_an_engine_that_would_start_is_refused_and_starts_when_the_lock_is_gone() throws Exception {
        JobHandle<String> stored;
        try (TestEngine engine = puppets.engine().folder(folder).start()) {
            stored = engine.dispatch(new Puppet("stored"));
        }
        try (OtherJvm other = lock()) {
            refused().isA(ErrorCode.STORE_BUSY).naming(file());
            other.kill();
        }
        try (TestEngine engine = puppets.engine().folder(folder).start()) {
            puppets.emit("stored", "done");
            engine.until(stored.id(), JobState.COMPLETED);
        }
    }

    @Test
    void B01_an_engine_that_would_make_its_tables_is_refused_and_makes_them_when_the_lock_is_gone() throws Exception {
        try (OtherJvm other = lock()) {
            refused().isA(ErrorCode.STORE_BUSY).naming(file());
            other.kill();
        }
        try (JobEngine engine = JobEngine.builder().database(file()).start()) {
            assertThat(TestEngine.now(engine.count(JobQuery.all()))).isZero();
        }
    }

    private Refusal refused() {
        return Refusal.in(catchThrowable(
                () -> JobEngine.builder().database(file()).start().close()));
    }
}
