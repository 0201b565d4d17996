package io.headwater.testkit.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobError;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobQuery;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobTree;
import io.headwater.jobs.JobView;
import io.headwater.jobs.Jobs;
import io.headwater.jobs.StopReason;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.puppet.Puppet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Signal;

/**
 * What is told of one job that stands still: its stored row, its events, its handle, the lists and the trees. Making one
 * checks that all tell the same; what they tell is then compared with what the test expects.
 */
final class Agreement {
    private final TestEngine engine;
    private final JobHandle<?> handle;
    private final JobView view;
    private final List<JobEvent> events;

    private Agreement(TestEngine engine, JobId id) {
        this.engine = engine;
        engine.settle();
        handle = engine.jobs().handle(id, Puppet.class);
        view = engine.view(id);
        events = engine.history(id);
    }

    static Agreement about(TestEngine engine, JobId id) {
        while (true) {
            int happened = engine.history().size();
            try {
                return new Agreement(engine, id).checked();
            } catch (AssertionError difference) {
                // Those who tell were not asked at the same moment: only what differs in a quiet moment counts.
                if (engine.history().size() == happened) {
                    throw difference;
                }
            }
        }
    }

    private Agreement checked() {
        rowFollowsFromEvents();
        handleTellsTheSame();
        listsTellTheSame();
        treesTellTheSame();
        return this;
    }

    /** In this state, and not asked to leave it. */
    Agreement is(JobState state) {
        return is(state, null);
    }

    Agreement is(JobState state, @Nullable StopReason stopping) {
        assertThat(view.state()).as(this::toString).isEqualTo(state);
        assertThat(view.stopping()).as(this::toString).isEqualTo(stopping);
        return this;
    }

    /** These are all its stored events, in the words of {@link Story}. */
    Agreement after(String... story) {
        assertThat(story()).containsExactly(story);
        return this;
    }

    List<String> story() {
        var words = new Story(this::nameOf);
        return events.stream().map(event -> event.match(words)).toList();
    }

    List<JobEvent> events() {
        return events;
    }

    JobView view() {
        return view;
    }

    /** Why it failed, or is in quarantine. */
    JobError error() {
        return Objects.requireNonNull(view.error(), "no error");
    }

    private String nameOf(JobId id) {
        return Names.of(engine.view(id));
    }

    private JobEvent last() {
        return events.get(events.size() - 1);
    }

    private void rowFollowsFromEvents() {
        Standing standing = Standing.after(events);
        assertThat(view.state()).as(this::toString).isEqualTo(standing.state());
        assertThat(view.stopping()).as(this::toString).isEqualTo(standing.stopping());
        if (standing.entry() > 0) {
            assertThat(view.attempt()).as(this::toString).isEqualTo(standing.attempt());
        }
        assertThat(view.createdAt()).isEqualTo(events.get(0).at());
        assertThat(view.startedAt())
                .isEqualTo(events.stream()
                        .filter(event -> event instanceof JobEvent.JobStarted)
                        .map(JobEvent::at)
                        .findFirst()
                        .orElse(null));
        assertThat(view.endedAt()).isEqualTo(view.state().isEnded() ? last().at() : null);
        assertThat(view.result())
                .isEqualTo(last() instanceof JobEvent.JobCompleted completed ? completed.result() : null);
        assertThat(view.error()).isEqualTo(errorIn(last()));
        assertThat(events).extracting(JobEvent::seq).doesNotHaveDuplicates().isSorted();
        assertThat(events).allSatisfy(event -> {
            assertThat(event.job()).isEqualTo(view.id());
            assertThat(event.stamp().root()).isEqualTo(view.root());
            assertThat(event.stamp().type()).isEqualTo(view.type());
        });
    }

    private static @Nullable JobError errorIn(JobEvent end) {
        if (end instanceof JobEvent.JobFailed failed) {
            return failed.error();
        }
        return end instanceof JobEvent.JobQuarantined quarantined ? quarantined.reason() : null;
    }

    private void handleTellsTheSame() {
        assertThat(handle.state().block()).isEqualTo(view.state());
        if (view.state().isLive()) {
            var ended = new boolean[1];
            Disposable waiting =
                    handle.result().doFinally(signal -> ended[0] = true).subscribe();
            engine.settle();
            assertThat(ended[0]).as("whether its result came: %s", this).isFalse();
            waiting.dispose();
        } else {
            Signal<?> outcome = TestEngine.now(handle.result().materialize());
            last().match(new Outcome(outcome));
        }
    }

    private void listsTellTheSame() {
        Jobs jobs = engine.jobs();
        JobQuery inThisState =
                JobQuery.all().inState(view.state()).ofType(view.type()).withLimit(200);
        assertThat(TestEngine.now(jobs.list(inThisState)).items()).contains(view);
        assertThat(TestEngine.now(jobs.count(inThisState)))
                .isEqualTo(TestEngine.now(jobs.list(inThisState)).items().size());
    }

    private void treesTellTheSame() {
        JobTree own = TestEngine.now(engine.jobs().tree(view.id()));
        assertThat(own.relation()).isEqualTo(JobTree.Relation.ROOT);
        assertThat(own.job()).isEqualTo(view);
        JobTree whole = TestEngine.now(engine.jobs().tree(view.root()));
        assertThat(whole.flatten().map(JobTree::job)).contains(view);
        JobId parent = view.parent();
        if (parent != null) {
            assertThat(TestEngine.now(engine.jobs().tree(parent)).children()).anySatisfy(child -> {
                assertThat(child.job()).isEqualTo(view);
                assertThat(child.relation()).isEqualTo(JobTree.Relation.CHILD);
            });
        }
        for (JobId dependency : view.dependsOn()) {
            assertThat(own.children()).anySatisfy(below -> {
                assertThat(below.job()).isEqualTo(engine.view(dependency));
                assertThat(below.relation()).isEqualTo(JobTree.Relation.DEPENDENCY);
            });
        }
    }

    @Override
    public String toString() {
        return "%s after %s".formatted(nameOf(view.id()), story());
    }

    /** What {@code result()} must come to after each last event. */
    private final class Outcome implements JobEvent.Cases<Void> {
        private final Signal<?> outcome;

        Outcome(Signal<?> outcome) {
            this.outcome = outcome;
        }

        @Override
        public Void completed(JobEvent.JobCompleted event) {
            Object value = outcome.get();
            assertThat(outcome.getThrowable()).isNull();
            assertThat(value == null ? null : "\"" + value + "\"").isEqualTo(event.result());
            return nothing();
        }

        @Override
        public Void failed(JobEvent.JobFailed event) {
            JobException failure = fails(event.error().code());
            assertThat(failure).hasMessage(event.error().message());
            assertThat(failure.hint()).isEqualTo(event.error().hint()).isNotBlank();
            return nothing();
        }

        @Override
        public Void cancelled(JobEvent.JobCancelled event) {
            assertThat(fails(ErrorCode.CANCELLED)).hasMessageContaining(event.reason());
            return nothing();
        }

        @Override
        public Void quarantined(JobEvent.JobQuarantined event) {
            JobException failure = fails(ErrorCode.QUARANTINED);
            assertThat(failure).hasMessageContaining(event.reason().message());
            assertThat(failure.hint()).isNotBlank();
            return nothing();
        }

        private JobException fails(ErrorCode code) {
            assertThat(outcome.getThrowable()).isInstanceOf(JobException.class);
            JobException failure = (JobException) Objects.requireNonNull(outcome.getThrowable());
            assertThat(failure.code()).isEqualTo(code);
            return failure;
        }

        @Override
        public Void scheduled(JobEvent.JobScheduled event) {
            return noEnd(event);
        }

        @Override
        public Void queued(JobEvent.JobQueued event) {
            return noEnd(event);
        }

        @Override
        public Void started(JobEvent.JobStarted event) {
            return noEnd(event);
        }

        @Override
        public Void waiting(JobEvent.JobWaiting event) {
            return noEnd(event);
        }

        @Override
        public Void retrying(JobEvent.JobRetrying event) {
            return noEnd(event);
        }

        @Override
        public Void stopping(JobEvent.JobStopping event) {
            return noEnd(event);
        }

        @Override
        public Void paused(JobEvent.JobPaused event) {
            return noEnd(event);
        }

        @Override
        public Void resumed(JobEvent.JobResumed event) {
            return noEnd(event);
        }

        @Override
        public Void progressed(JobEvent.JobProgressed event) {
            return noEnd(event);
        }

        @Override
        public Void logged(JobEvent.JobLogged event) {
            return noEnd(event);
        }

        private Void noEnd(JobEvent event) {
            throw new AssertionError("no end: " + event);
        }

        @SuppressWarnings("NullAway") // The only value of Void.
        private Void nothing() {
            return null;
        }
    }
}
