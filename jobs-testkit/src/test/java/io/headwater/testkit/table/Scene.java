package io.headwater.testkit.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.Job;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobState;
import io.headwater.jobs.Jobs;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.puppet.Puppet;
import io.headwater.testkit.puppet.Puppets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Puppets on an engine. It starts when it is first needed, so that a test may choose its mode before. */
final class Scene implements AutoCloseable {
    /** With one slot, which {@link #crowd} takes. */
    static final DispatchOptions NARROW = DispatchOptions.defaults().withQueue(Puppets.NARROW);

    final Puppets puppets = new Puppets();
    private final Map<String, JobId> ids = new ConcurrentHashMap<>();
    private Mode mode = Mode.ORDINARY;
    private @Nullable TestEngine started;

    Scene in(Mode wanted) {
        mode = wanted;
        return this;
    }

    Mode mode() {
        return mode;
    }

    TestEngine engine() {
        TestEngine running = started;
        if (running == null) {
            running = mode.on(puppets.engine()).start();
            started = running;
        }
        return running;
    }

    Jobs jobs() {
        return engine().jobs();
    }

    void use(TestEngine engine) {
        started = engine;
    }

    JobHandle<String> dispatch(String name) {
        return dispatch(name, DispatchOptions.defaults());
    }

    JobHandle<String> dispatch(String name, DispatchOptions options) {
        return dispatch(name, new Puppet(name), options);
    }

    JobHandle<String> dispatch(String name, Job<String> job, DispatchOptions options) {
        JobHandle<String> handle = engine().dispatch(job, options);
        ids.putIfAbsent(name, handle.id());
        return handle;
    }

    /** Takes the only slot of the narrow queue, until {@link #makeRoom}. */
    void crowd() {
        dispatch("crowd", NARROW);
        until("crowd", JobState.RUNNING);
    }

    void makeRoom() {
        puppets.emit("crowd", "gone");
        until("crowd", JobState.COMPLETED);
    }

    /** The job of a puppet; that of a child once its parent has dispatched it. */
    JobId id(String name) {
        return ids.computeIfAbsent(name, this::find);
    }

    /** Waits until a child has been dispatched. */
    void untilThere(String name) {
        engine().until(
                        name + " to be there",
                        () -> engine().history().stream()
                                .anyMatch(event -> nameOf(event.job()).equals(name)));
    }

    private JobId find(String name) {
        String params = "{\"name\":\"%s\"}".formatted(name);
        return engine().history().stream()
                .map(event -> event.job())
                .distinct()
                .filter(id -> engine().view(id).params().equals(params))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no " + name));
    }

    Agreement until(String name, JobState first, JobState... more) {
        try {
            engine().until(id(name), first, more);
        } catch (AssertionError late) {
            throw new AssertionError("%s; all in all: %s".formatted(late.getMessage(), stories()), late);
        }
        return agreed(name);
    }

    private List<String> stories() {
        var words = new Story(this::nameOf);
        return engine().history().stream()
                .map(event -> nameOf(event.job()) + " " + event.match(words))
                .toList();
    }

    /** A job's name: that of its puppet. */
    private String nameOf(JobId id) {
        return Names.of(engine().view(id));
    }

    /** Waits until this is the last that happened to a job. */
    Agreement untilLast(String name, String word) {
        var words = new Story(this::nameOf);
        engine().until("%s to be at \"%s\"".formatted(name, word), () -> {
            List<JobEvent> events = engine().history(id(name));
            return events.get(events.size() - 1).match(words).equals(word);
        });
        return agreed(name);
    }

    /** All that is told of a job that stands still. */
    Agreement agreed(String name) {
        return Agreement.about(engine(), id(name));
    }

    void pause(String name) {
        TestEngine.done(jobs().pause(id(name)));
        engine().settle();
    }

    void resume(String name) {
        TestEngine.done(jobs().resume(id(name)));
        engine().settle();
    }

    void cancel(String name) {
        cancel(name, "enough");
    }

    void cancel(String name, String reason) {
        TestEngine.done(jobs().cancel(id(name), reason));
        engine().settle();
    }

    void retry(String name) {
        TestEngine.done(jobs().retry(id(name)));
        engine().settle();
    }

    /** Lets time pass, and all that it sets off happen. */
    void pass(Duration time) {
        engine().settle();
        engine().advance(time);
        engine().settle();
    }

    void crash() {
        puppets.forget();
        engine().crash();
    }

    /** Issues a command that does nothing: no event of any job, and no change of this one. */
    void nothingComesOf(String name, Function<JobId, Mono<Void>> command) {
        engine().settle();
        var story = agreed(name).story();
        int all = engine().history().size();
        TestEngine.done(command.apply(id(name)));
        engine().settle();
        assertThat(agreed(name).story()).isEqualTo(story);
        assertThat(engine().history()).hasSize(all);
    }

    @Override
    public void close() {
        TestEngine running = started;
        if (running != null) {
            running.close();
        }
    }
}
