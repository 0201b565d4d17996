package io.headwater.testkit.puppet;

import io.headwater.jobs.JobContext;
import io.headwater.jobs.JobInterrupted;
import io.headwater.jobs.StopReason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** What moves one puppet. All state is guarded by {@code this}; nothing foreign is called while it is held. */
final class Strings {
    private final List<Line> script = new ArrayList<>();
    private final Deque<Consumer<MonoSink<String>>> orders = new ArrayDeque<>();
    private final List<String> heard = new ArrayList<>();
    private boolean ignoresRequests;
    private int runs;
    private @Nullable Run onStage;

    synchronized void ignoresRequests() {
        ignoresRequests = true;
    }

    synchronized int runs() {
        return runs;
    }

    synchronized boolean isOnStage() {
        return onStage != null;
    }

    synchronized List<String> heard() {
        return List.copyOf(heard);
    }

    synchronized @Nullable StopReason request() {
        return onStage == null ? null : onStage.request;
    }

    synchronized void forget() {
        onStage = null;
    }

    void add(List<Line> lines) {
        Run run;
        synchronized (this) {
            script.addAll(lines);
            run = onStage;
        }
        if (run != null) {
            run.goOn();
        }
    }

    void order(Consumer<MonoSink<String>> order) {
        Run run;
        synchronized (this) {
            run = onStage;
            if (run == null) {
                orders.add(order);
                return;
            }
            onStage = null;
        }
        order.accept(run.stage);
    }

    Mono<String> enter(JobContext context) {
        Mono<String> run = Mono.create(stage -> enter(context, stage));
        synchronized (this) {
            return ignoresRequests ? run : context.interruptible(run);
        }
    }

    private void enter(JobContext context, MonoSink<String> stage) {
        var run = new Run(context, stage);
        Consumer<MonoSink<String>> order;
        synchronized (this) {
            runs++;
            order = orders.poll();
            onStage = order == null ? run : null;
        }
        if (order == null) {
            run.begin();
        } else {
            order.accept(stage);
        }
    }

    private synchronized void leave(Run gone) {
        if (onStage == gone) {
            onStage = null;
        }
    }

    /** One run from the top. */
    private final class Run {
        private final JobContext context;
        private final MonoSink<String> stage;
        private final Disposable.Composite lines = Disposables.composite();
        private int next;
        private boolean playing;
        private @Nullable StopReason request;

        Run(JobContext context, MonoSink<String> stage) {
            this.context = context;
            this.stage = stage;
        }

        void begin() {
            Disposable requests = context.interruption().subscribe(this::asked);
            stage.onDispose(() -> {
                requests.dispose();
                lines.dispose();
                leave(this);
            });
            goOn();
        }

        private void asked(StopReason reason) {
            synchronized (Strings.this) {
                request = reason;
            }
        }

        void goOn() {
            Line now;
            synchronized (Strings.this) {
                if (playing || next == script.size()) {
                    return;
                }
                playing = true;
                now = script.get(next++);
            }
            lines.add(Mono.defer(() -> now.play(context)).subscribe(this::note, this::fail, this::done));
        }

        private void note(String outcome) {
            synchronized (Strings.this) {
                heard.add(outcome);
            }
        }

        private void fail(Throwable failure) {
            synchronized (Strings.this) {
                if (ignoresRequests && failure instanceof JobInterrupted) {
                    return; // The line is over; the puppet stays where it is.
                }
            }
            leave(this);
            stage.error(failure);
        }

        private void done() {
            synchronized (Strings.this) {
                playing = false;
            }
            goOn();
        }
    }
}
