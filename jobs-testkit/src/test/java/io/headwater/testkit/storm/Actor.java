package io.headwater.testkit.storm;

import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobContext;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobInterrupted;
import io.headwater.jobs.StopReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * A handler that does only what it is told. What it was told to do on its way (its script) it does again when it is run
 * from the top; its end it brings about once.
 */
final class Actor {
    private final JobId id;
    private final Stage stage;
    private final boolean obedient;
    private final boolean patient;
    private final List<Cue> script = new ArrayList<>();
    private int attempt;
    private boolean released;
    private @Nullable Part part;

    /**
     * @param obedient whether it ends by itself when it is asked to stop
     * @param patient whether it goes on with its script only when it knows what came of the line before
     */
    Actor(JobId id, Stage stage, boolean obedient, boolean patient) {
        this.stage = stage;
        this.patient = patient;
        this.id = id;
        this.obedient = obedient;
    }

    JobId id() {
        return id;
    }

    Mono<String> enter(JobContext context) {
        return Mono.create(sink -> {
            var fresh = new Part(context, sink);
            synchronized (this) {
                if (context.attempt() != attempt) {
                    attempt = context.attempt();
                    script.removeIf(Cue::isDispatch);
                }
                if (part != null && !part.excused && !stage.isStopping()) {
                    stage.violated(fresh + " began while there was " + part);
                }
                fresh.excused = stage.isStopping();
                part = fresh;
                notifyAll();
            }
            sink.onDispose(() -> leave(fresh));
            fresh.begin();
        });
    }

    private synchronized boolean leave(Part gone) {
        if (part != gone) {
            return false;
        }
        part = null;
        notifyAll();
        return true;
    }

    /** From now on it ends as soon as it knows what came of all it did. */
    void release() {
        Part playing;
        synchronized (this) {
            released = true;
            playing = part;
        }
        if (playing != null) {
            playing.endWhereDone();
        }
    }

    synchronized @Nullable Part part() {
        return part;
    }

    /** Adds to the script and does it, if the handler is at work. */
    void play(Cue cue) {
        Part playing;
        synchronized (this) {
            script.add(cue);
            playing = part;
        }
        if (playing != null) {
            playing.play(cue);
        }
    }

    /** Ends with a result; false when there is no handler at work. */
    boolean succeed(String result) {
        return end(playing -> playing.sink.success(result));
    }

    boolean fail(Throwable failure) {
        return end(playing -> playing.sink.error(failure));
    }

    /** Ends as it was asked to. */
    boolean giveIn() {
        return fail(new JobInterrupted(StopReason.PAUSE));
    }

    void giveInWhereAsked() {
        Part playing = part();
        if (playing != null && playing.stop() != null) {
            giveIn();
        }
    }

    private boolean end(Consumer<Part> how) {
        Part playing = part();
        return playing != null && playing.end(how);
    }

    /** Waits until the handler at work is as wanted; null is none at work. */
    synchronized void until(Supplier<String> what, Duration patience, Predicate<@Nullable Part> wanted) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            while (!wanted.test(part)) {
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    throw new AssertionError("waited %s for %s; %s".formatted(patience, what.get(), part));
                }
                wait(left);
            }
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + what.get(), interruption);
        }
    }

    /** One run of the handler. */
    final class Part {
        private final JobContext context;
        private final MonoSink<String> sink;
        // All below is guarded by the actor.
        private final Map<Cue, String> outcomes = new HashMap<>();
        private int restored = -1;
        private @Nullable StopReason stop;
        private boolean excused;

        Part(JobContext context, MonoSink<String> sink) {
            this.context = context;
            this.sink = sink;
        }

        private void begin() {
            Disposable signal = context.interruption().subscribe(this::interrupted);
            Disposable memory = context.restore(Integer.class).defaultIfEmpty(0).subscribe(this::replay, sink::error);
            sink.onCancel(() -> {
                signal.dispose();
                memory.dispose();
            });
        }

        private void interrupted(StopReason reason) {
            synchronized (Actor.this) {
                stop = reason;
                Actor.this.notifyAll();
            }
            if (obedient || released || reason == StopReason.SHUTDOWN) {
                end(playing -> playing.sink.error(new JobInterrupted(reason)));
            }
        }

        /** It leaves the stage first: what follows may be on it before this returns. */
        private boolean end(Consumer<Part> how) {
            if (!leave(this)) {
                return false;
            }
            how.accept(this);
            return true;
        }

        private void endWhereDone() {
            StopReason asked;
            synchronized (Actor.this) {
                asked = stop;
                if (!released || (asked == null && !isIdle())) {
                    return;
                }
            }
            end(playing -> {
                if (asked == null) {
                    playing.sink.success("released");
                } else {
                    playing.sink.error(new JobInterrupted(asked));
                }
            });
        }

        void excuse() {
            excused = true;
        }

        private void replay(int checkpoint) {
            List<Cue> replayed;
            synchronized (Actor.this) {
                restored = checkpoint;
                replayed = List.copyOf(script);
                Actor.this.notifyAll();
            }
            if (replayed.isEmpty()) {
                endWhereDone();
            } else if (patient) {
                replay(replayed.iterator());
            } else {
                replayed.forEach(this::play);
            }
        }

        private void replay(Iterator<Cue> rest) {
            if (rest.hasNext()) {
                play(rest.next(), () -> replay(rest));
            }
        }

        private void play(Cue cue) {
            play(cue, () -> {});
        }

        private void play(Cue cue, Runnable andThen) {
            synchronized (Actor.this) {
                if (restored < 0) {
                    return; // Not there yet: it is in the script.
                }
            }
            if (cue.isCheckpoint() && cue.checkpoint() <= restored) {
                andThen.run(); // An earlier run did it.
                return;
            }
            cue.play()
                    .apply(context)
                    .subscribe(value -> came(cue, value, andThen), failure -> came(cue, nameOf(failure), andThen));
        }

        private void came(Cue cue, String outcome, Runnable andThen) {
            synchronized (Actor.this) {
                outcomes.put(cue, outcome);
                if (outcome.equals(ErrorCode.WAIT_CYCLE.name())) {
                    script.remove(cue); // Refused for good.
                }
                Actor.this.notifyAll();
            }
            andThen.run();
            endWhereDone();
        }

        void forget() {
            leave(this);
        }

        int attempt() {
            return context.attempt();
        }

        int restored() {
            return restored;
        }

        @Nullable
        StopReason stop() {
            return stop;
        }

        /** What came of a cue: its value, or the code it failed with; null while it is under way. */
        @Nullable
        String outcome(Cue cue) {
            return cue.isCheckpoint() && cue.checkpoint() <= restored ? "stored" : outcomes.get(cue);
        }

        /** Whether nothing that it began is under way. */
        boolean isIdle() {
            return restored >= 0 && script.stream().allMatch(cue -> outcome(cue) != null);
        }

        JobContext context() {
            return context;
        }

        @Override
        public String toString() {
            return "attempt %d of %s, restored %d, asked to %s, came %s of %s"
                    .formatted(attempt(), id.brief(), restored, stop, outcomes, script);
        }
    }

    @Override
    public String toString() {
        return id + ": " + part();
    }

    static String nameOf(Throwable failure) {
        return failure instanceof JobException known
                ? known.code().name()
                : failure.getClass().getSimpleName();
    }
}
