package io.headwater.testkit.storm;

import io.headwater.jobs.JobEvent.Cause;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobState;
import io.headwater.jobs.StopReason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What jobs do by the table of states, without an engine: a plain machine on plain collections. It is told what hosts and
 * handlers do and foretells every event of every job. One thing it leaves open: which of several queued jobs takes a free
 * slot; there it follows what it is shown and says whether that was allowed.
 */
final class Model {
    static final long GRACE = 10_000;
    private static final JobId NOBODY = new JobId(1);

    /** How one command ended: null when it was accepted, else the code it was refused with. */
    record Answer(@Nullable String refusal) {
        static final Answer OK = new Answer(null);
        static final Answer ILLEGAL_STATE = new Answer("ILLEGAL_STATE");

        @Override
        public String toString() {
            return refusal == null ? "ok" : refusal;
        }
    }

    /** What a dispatch came to: a job, or the end of one that must come first. */
    record Dispatched(
            @Nullable Work job,
            boolean joined,
            @Nullable Work dying,
            @Nullable String refusal) {}

    /** What is dispatched. Times are milliseconds; a due time of 0 is at once. */
    record Order(String tag, @Nullable String key, String queue, long delay, int retries, long rest, long timeout) {
        static Order plain(String tag) {
            return new Order(tag, null, "default", 0, 0, 1_000, 0);
        }

        Order withKey(String name) {
            return new Order(tag, name, queue, delay, retries, rest, timeout);
        }

        Order withQueue(String name) {
            return new Order(tag, key, name, delay, retries, rest, timeout);
        }

        Order withDelay(long millis) {
            return new Order(tag, key, queue, millis, retries, rest, timeout);
        }

        Order withRetries(int count) {
            return new Order(tag, key, queue, delay, count, rest, timeout);
        }

        Order withTimeout(long millis) {
            return new Order(tag, key, queue, delay, retries, rest, millis);
        }
    }

    /** Something a handler did on its way and does again when it is run from the top. */
    static final class Step {
        final Cue cue;
        /** What is dispatched; null when the step waits for a job that was there already. */
        final @Nullable Order order;

        /** What was there already. */
        final @Nullable Work there;

        final boolean awaited;
        final int checkpoint;

        @Nullable
        Work target;
        /** Where a key's holder is being cancelled: the step is taken again when that has ended. */
        @Nullable
        Work dying;
        /** When what it dispatches is due, counted from when it first was taken. */
        long dueAt;
        /** What came of it; null while that is open. */
        @Nullable
        String outcome;
        /** Whether the handler at work knows what came of it. */
        boolean told;
        /** Whether it may know it already: it went on to something that it waits for. */
        boolean perhapsTold;

        private Step(Cue cue, @Nullable Order order, boolean awaited, int checkpoint, @Nullable Work target) {
            this.cue = cue;
            this.order = order;
            this.awaited = awaited;
            this.checkpoint = checkpoint;
            there = target;
        }

        static Step awaitOf(Cue cue, Order order) {
            return new Step(cue, order, true, 0, null);
        }

        static Step awaitOf(Cue cue, Work target) {
            return new Step(cue, null, true, 0, target);
        }

        static Step dispatchOf(Cue cue, Order order) {
            return new Step(cue, order, false, 0, null);
        }

        static Step checkpointOf(Cue cue, int number) {
            return new Step(cue, null, false, number, null);
        }

        boolean isOpen() {
            return awaited && target != null && outcome == null;
        }

        boolean succeeded() {
            return outcome != null && (!awaited || outcome.startsWith("ok "));
        }
    }

    /** A job as the model has it. */
    final class Work {
        final int number = jobs.size();
        final Order order;
        final @Nullable Work parent;
        final List<Step> script = new ArrayList<>();
        /** Foretold and not yet shown. */
        final Deque<Foretold> due = new ArrayDeque<>();
        /** Shown, and as foretold. */
        final List<String> story = new ArrayList<>();

        @Nullable
        JobId id;

        JobState state = JobState.QUEUED;

        @Nullable
        StopReason stopping;

        int attempt = 1;
        int entry;
        int retriesUsed;
        boolean everStarted;
        boolean woken;
        /** Whether a handler of it is in memory. */
        boolean alive;

        int checkpoint;
        /** What the handler in memory found when it began. */
        int restored;

        long dueAt;
        long stopBy = Long.MAX_VALUE;
        /** What is left of the time that this attempt may run and wait. */
        long left;
        /** Whether a resume came while it was stopping. */
        boolean resumed;
        /** Which pause stopped it. */
        int pause;

        /** Since when it has ended. */
        long endedAt;
        /** Removed by a host, or pruned. */
        boolean gone;
        /** Whatever it dispatched or awaited. */
        final Set<Work> touched = new HashSet<>();
        /** What earlier attempts dispatched; it stays with the job where it did not fail. */
        final Set<Work> kept = new HashSet<>();

        String reason = "";

        @Nullable
        String result;

        @Nullable
        String error;

        private Work(Order order, @Nullable Work parent) {
            this.order = order;
            this.parent = parent;
            left = order.timeout() == 0 ? Long.MAX_VALUE : order.timeout();
        }

        /** A job that has not been seen yet has no id; it is told of as number 1. */
        JobId id() {
            return id == null ? NOBODY : id;
        }

        boolean isLive() {
            return state.isLive();
        }

        boolean hasHandlerAtWork() {
            return alive && (state != JobState.QUEUED || stopping != null);
        }

        Stream<Step> open() {
            return script.stream()
                    .filter(step ->
                            step.isOpen() && Objects.requireNonNull(step.target).isLive());
        }

        boolean waitsForNothing() {
            return open().findAny().isEmpty();
        }

        /** Itself and all below it that are live, the upper ones first. */
        List<Work> tree() {
            var all = new ArrayList<Work>();
            gather(all);
            return all;
        }

        /** Itself and all below it that is not gone. */
        List<Work> whole() {
            var all = new ArrayList<Work>(List.of(this));
            children().stream().filter(child -> !child.gone).forEach(child -> all.addAll(child.whole()));
            return all;
        }

        Work top() {
            return parent == null ? this : parent.top();
        }

        boolean needs(Collection<Work> others) {
            return Stream.concat(kept.stream(), script.stream().map(step -> step.target))
                    .anyMatch(others::contains);
        }

        private void gather(List<Work> all) {
            if (!isLive()) {
                return; // What has ended is not reached, nor is what stands below it.
            }
            all.add(this);
            children().forEach(child -> child.gather(all));
        }

        List<Work> children() {
            return jobs.stream().filter(job -> job.parent == this).toList();
        }

        @Override
        public String toString() {
            return "#%d %s".formatted(number, order.tag());
        }

        String picture() {
            return "%s%s %s%s%s%s attempt %d.%d%s%s%s%s"
                    .formatted(
                            this,
                            parent == null ? "" : " under #" + parent.number,
                            state,
                            gone ? " gone" : "",
                            stopping == null ? "" : " stopping " + stopping,
                            resumed ? " to go on" : "",
                            attempt,
                            entry,
                            alive ? " in memory" : "",
                            state == JobState.SCHEDULED ? " due " + dueAt : "",
                            waitsForNothing()
                                    ? ""
                                    : " for " + open().map(step -> step.target).toList(),
                            due.isEmpty()
                                    ? ""
                                    : ", still to come: "
                                            + due.stream().map(Foretold::line).toList());
        }
    }

    /** An event to come; some are written when it comes. */
    private record Foretold(Supplier<String> words, boolean perhaps) {
        String line() {
            return words.get();
        }
    }

    /** What must wait for the end of a key's holder. */
    private record Pending(Work dying, Runnable again) {}

    private final List<Work> jobs = new ArrayList<>();
    private final Map<JobId, Work> byId = new HashMap<>();
    private final Map<String, Integer> slots;
    private final List<Pending> pending = new ArrayList<>();
    private final boolean reentry;
    private final boolean obedient;
    private long now;
    private int pauses;

    Model(Map<String, Integer> slots, boolean reentry, boolean obedient, long now) {
        this.slots = slots;
        this.reentry = reentry;
        this.obedient = obedient;
        this.now = now;
    }

    List<Work> jobs() {
        return jobs;
    }

    long now() {
        return now;
    }

    boolean hasPending() {
        return !pending.isEmpty();
    }

    // What hosts do --------------------------------------------------------------------------------------------------

    /** @param later told what the dispatch came to, when it must wait for the end of the key's holder */
    Dispatched dispatch(Order order, java.util.function.Consumer<Dispatched> later) {
        return dispatch(order, now + order.delay(), later);
    }

    private Dispatched dispatch(Order order, long dueAt, java.util.function.Consumer<Dispatched> later) {
        Dispatched made = dispatch(order, dueAt, (Work) null);
        if (made.dying() != null) {
            pending.add(new Pending(made.dying(), () -> later.accept(dispatch(order, dueAt, later))));
        }
        return made;
    }

    private Dispatched dispatch(Order order, long dueAt, @Nullable Work parent) {
        Work holder = order.key() == null ? null : holderOf(order.key());
        if (holder == null) {
            return new Dispatched(create(order, dueAt, order.key() == null ? parent : null), false, null, null);
        }
        if (!holder.order.tag().equals(order.tag())) {
            return new Dispatched(null, false, null, "KEY_CONFLICT");
        }
        if (holder.stopping == StopReason.CANCEL || holder.stopping == StopReason.TIMEOUT) {
            return new Dispatched(null, false, holder, null);
        }
        hasten(holder, dueAt);
        return new Dispatched(holder, true, null, null);
    }

    private @Nullable Work holderOf(String key) {
        return jobs.stream()
                .filter(job -> job.isLive() && key.equals(job.order.key()))
                .findFirst()
                .orElse(null);
    }

    private Work create(Order order, long dueAt, @Nullable Work parent) {
        var job = new Work(order, parent);
        jobs.add(job);
        if (dueAt > now) {
            job.state = JobState.SCHEDULED;
            job.dueAt = dueAt;
            foretell(job, Spelling.scheduled(job.dueAt));
        } else {
            queue(job, Cause.DISPATCH);
        }
        return job;
    }

    /** A join with an earlier start. */
    private void hasten(Work job, long dueAt) {
        if (job.everStarted || job.dueAt <= dueAt || job.retriesUsed > 0) {
            return;
        }
        if (job.state == JobState.SCHEDULED) {
            job.dueAt = dueAt;
            if (dueAt <= now) {
                queue(job, Cause.DUE);
            } else {
                foretell(job, Spelling.scheduled(dueAt));
            }
        } else if (job.state == JobState.PAUSED) {
            job.dueAt = dueAt;
        }
    }

    Answer pause(Work job) {
        if (!job.isLive() || job.stopping == StopReason.CANCEL || job.stopping == StopReason.TIMEOUT) {
            return Answer.ILLEGAL_STATE;
        }
        if (job.stopping == StopReason.PAUSE) {
            job.resumed = false;
        } else if (job.state != JobState.PAUSED) {
            pauses++;
            job.tree().forEach(this::stopForPause);
        }
        return Answer.OK;
    }

    private void stopForPause(Work job) {
        if (job.state == JobState.PAUSED || job.stopping != null) {
            return;
        }
        job.pause = pauses;
        if (job.alive) {
            ask(job, StopReason.PAUSE);
        } else {
            mayHaveBeenAsked(job, StopReason.PAUSE);
            rest(job);
        }
    }

    private void ask(Work job, StopReason reason) {
        boolean first = job.stopping == null;
        job.stopping = reason;
        foretell(job, Spelling.stopping(reason));
        if (first) {
            job.stopBy = now + GRACE;
        }
        if (obedient) {
            stopped(job);
        }
    }

    /** Where handlers are always run again, one may still be on its way out of memory while its job waits. */
    private void mayHaveBeenAsked(Work job, StopReason reason) {
        if (reentry && job.entry > 0 && (job.state == JobState.WAITING || job.woken)) {
            String line = Spelling.stopping(reason);
            job.due.add(new Foretold(() -> line, true));
        }
    }

    private void rest(Work job) {
        job.state = JobState.PAUSED;
        job.woken = false;
        foretell(job, Spelling.paused());
    }

    Answer resume(Work job) {
        if (!job.isLive() || job.stopping == StopReason.CANCEL || job.stopping == StopReason.TIMEOUT) {
            return Answer.ILLEGAL_STATE;
        }
        if (job.state == JobState.PAUSED || job.stopping == StopReason.PAUSE) {
            int lifted = job.pause;
            job.tree().stream().filter(each -> each.pause == lifted).forEach(this::goOn);
        }
        return Answer.OK;
    }

    private void goOn(Work job) {
        if (job.stopping == StopReason.PAUSE) {
            job.resumed = true;
        } else if (job.state == JobState.PAUSED) {
            lift(job);
        }
    }

    private void lift(Work job) {
        job.pause = 0;
        if (job.dueAt > now) {
            job.state = JobState.SCHEDULED;
        } else if (!job.waitsForNothing()) {
            job.state = JobState.WAITING;
        } else {
            job.state = JobState.QUEUED;
        }
        foretell(job, Spelling.resumed(job.state));
    }

    Answer cancel(Work job, String reason) {
        if (job.state == JobState.CANCELLED || job.stopping == StopReason.CANCEL) {
            return Answer.OK;
        }
        if (!job.isLive()) {
            return Answer.ILLEGAL_STATE;
        }
        job.tree().forEach(each -> cancelOne(each, reason));
        return Answer.OK;
    }

    private void cancelOne(Work job, String reason) {
        if (!job.isLive() || job.stopping == StopReason.CANCEL) {
            return;
        }
        job.reason = reason;
        job.resumed = false;
        if (job.alive) {
            ask(job, StopReason.CANCEL);
        } else {
            mayHaveBeenAsked(job, StopReason.CANCEL);
            end(job, JobState.CANCELLED, Spelling.cancelled(reason));
        }
    }

    Answer retry(Work job) {
        if (job.isLive()) {
            return Answer.OK;
        }
        if (job.state == JobState.COMPLETED) {
            return Answer.ILLEGAL_STATE;
        }
        if (job.order.key() != null && holderOf(job.order.key()) != null) {
            return Answer.ILLEGAL_STATE;
        }
        job.retriesUsed = 0;
        job.dueAt = 0;
        beginAttempt(job);
        queue(job, Cause.RETRY);
        return Answer.OK;
    }

    // What goes ------------------------------------------------------------------------------------------------------

    Answer remove(Work job) {
        if (job.gone) {
            return Answer.OK;
        }
        if (!mayGo(job)) {
            return Answer.ILLEGAL_STATE;
        }
        job.whole().forEach(each -> each.gone = true);
        return Answer.OK;
    }

    private boolean mayGo(Work job) {
        List<Work> whole = job.whole();
        return whole.stream().noneMatch(Work::isLive)
                && jobs.stream().noneMatch(other -> other.isLive() && other.needs(whole));
    }

    /** Whether its tree may be pruned now, by an engine that keeps jobs for so long. */
    boolean mayBePruned(Work job, long age) {
        return mayGo(job.top()) && job.top().whole().stream().allMatch(each -> each.endedAt + age <= now);
    }

    /** Whether it is: a tree that somebody once needed may stay until he has gone. */
    boolean mustBePruned(Work job, long age) {
        List<Work> whole = job.top().whole();
        return mayBePruned(job, age)
                && jobs.stream()
                        .noneMatch(other -> !other.gone
                                && !whole.contains(other)
                                && other.touched.stream().anyMatch(whole::contains));
    }

    // What handlers do -----------------------------------------------------------------------------------------------

    void succeed(Work job, String result) {
        job.result = result;
        end(job, JobState.COMPLETED, Spelling.completed('"' + result + '"'));
    }

    void fail(Work job, boolean retryable, String code) {
        if (job.stopping != null) {
            stopped(job);
        } else if (retryable && job.retriesUsed < job.order.retries()) {
            long rest = job.order.rest() << job.retriesUsed;
            job.retriesUsed++;
            leave(job);
            job.woken = false;
            job.state = JobState.SCHEDULED;
            job.dueAt = now + rest;
            beginAttempt(job);
            foretell(job, Spelling.retrying(job.dueAt));
        } else {
            job.error = code;
            end(job, JobState.FAILED, Spelling.failed(code));
        }
    }

    /** The handler has ended as it was asked to. */
    void stopped(Work job) {
        StopReason reason = Objects.requireNonNull(job.stopping, "nobody asked it to stop");
        leave(job);
        switch (reason) {
            case PAUSE -> {
                settle(job);
                rest(job);
                if (job.resumed) {
                    job.resumed = false;
                    lift(job);
                }
            }
            case CANCEL -> end(job, JobState.CANCELLED, Spelling.cancelled(job.reason));
            case TIMEOUT -> {
                job.error = "JOB_TIMEOUT";
                end(job, JobState.FAILED, Spelling.failed("JOB_TIMEOUT"));
            }
            case SHUTDOWN -> throw new IllegalStateException("a shutdown is no state of a job");
        }
    }

    /** Its handler, if there was one, is out of memory, and with it the dispatches that had to wait. */
    private static void leave(Work job) {
        job.alive = false;
        job.script.forEach(step -> step.dying = null);
    }

    private void settle(Work job) {
        job.stopping = null;
        job.stopBy = Long.MAX_VALUE;
    }

    /** Adds a step to what the handler does; null when it was accepted, else the code that the handler is told. */
    @Nullable
    String play(Work job, Step step) {
        String refusal = take(job, step);
        step.told = step.outcome != null && job.state == JobState.RUNNING;
        if (refusal == null) {
            job.script.add(step);
        }
        return refusal;
    }

    private @Nullable String take(Work job, Step step) {
        if (step.order != null && step.dying == null) {
            step.dueAt = now + step.order.delay();
        }
        return takeOn(job, step);
    }

    private @Nullable String takeOn(Work job, Step step) {
        if (step.checkpoint > 0) {
            job.checkpoint = Math.max(job.checkpoint, step.checkpoint);
            step.outcome = "stored";
            if (reentry) {
                job.restored = job.checkpoint;
            }
            return null;
        }
        Work target = step.there;
        if (step.order != null) {
            if (step.awaited && step.order.key() != null) {
                Work holder = holderOf(step.order.key());
                if (holder != null && !isDying(step.order.key()) && reaches(holder, job)) {
                    return "WAIT_CYCLE";
                }
            }
            Dispatched made = dispatch(step.order, step.dueAt, job);
            Work dying = made.dying();
            step.dying = dying;
            if (dying != null) {
                pending.add(new Pending(dying, () -> takeAgain(job, step, dying)));
            }
            target = made.job();
        }
        step.target = target;
        if (target == null) {
            return null;
        }
        job.touched.add(target);
        if (!step.awaited) {
            step.outcome = "dispatched";
        } else if (!target.isLive()) {
            step.outcome = outcomeOf(target);
        } else if (reaches(target, job)) {
            step.target = null;
            return "WAIT_CYCLE";
        } else {
            waitFor(job, step);
        }
        return null;
    }

    private void waitFor(Work job, Step step) {
        job.state = JobState.WAITING;
        job.woken = false;
        if (reentry) {
            leave(job);
        }
        var on = new HashSet<Work>();
        job.open().forEach(open -> on.add(Objects.requireNonNull(open.target)));
        on.add(Objects.requireNonNull(step.target));
        foretell(job, () -> Spelling.waiting(on.stream().map(Work::id).toList()));
    }

    /** Whether {@code from} waits, however far, for {@code to}. */
    private boolean reaches(Work from, Work to) {
        return reaches(from, to, new HashSet<>());
    }

    private boolean reaches(Work from, Work to, Set<Work> seen) {
        if (from == to) {
            return true;
        }
        return seen.add(from)
                && from.isLive()
                && from.open().anyMatch(step -> reaches(Objects.requireNonNull(step.target), to, seen));
    }

    private static String outcomeOf(Work target) {
        return switch (target.state) {
            case COMPLETED -> "ok " + target.result;
            case FAILED -> "DEPENDENCY_FAILED";
            case CANCELLED -> "DEPENDENCY_CANCELLED";
            case SCHEDULED, QUEUED, RUNNING, WAITING, PAUSED, QUARANTINED ->
                throw new IllegalStateException(target + " has not ended");
        };
    }

    // What follows ---------------------------------------------------------------------------------------------------

    private void queue(Work job, Cause cause) {
        job.state = JobState.QUEUED;
        job.woken = cause == Cause.WOKEN;
        foretell(job, Spelling.queued(cause));
    }

    private void beginAttempt(Work job) {
        job.attempt++;
        job.entry = 0;
        job.left = job.order.timeout() == 0 ? Long.MAX_VALUE : job.order.timeout();
        for (Step step : job.script) {
            if (!step.awaited && step.target != null) {
                job.kept.add(step.target);
            }
        }
        job.kept.removeIf(
                target -> target.gone || target.state == JobState.FAILED || target.state == JobState.CANCELLED);
        job.script.removeIf(step -> !step.awaited && step.checkpoint == 0);
        for (Step step : job.script) {
            if (step.awaited && step.outcome != null && (!step.succeeded() || isGone(step))) {
                forget(step);
            }
        }
    }

    private static boolean isGone(Step step) {
        return step.target != null && step.target.gone;
    }

    /**
     * Failed awaits are forgotten, and those of what is gone: where the step dispatched its job, it dispatches another or
     * joins one.
     */
    private static void forget(Step step) {
        step.outcome = null;
        step.target = null;
    }

    private void end(Work job, JobState state, String line) {
        settle(job);
        job.state = state;
        job.endedAt = now;
        leave(job);
        job.woken = false;
        job.resumed = false;
        job.pause = 0;
        foretell(job, line);
        for (Work waiter : List.copyOf(jobs)) {
            endedFor(waiter, job);
        }
        for (Pending waiting : List.copyOf(pending)) {
            if (waiting.dying() == job) {
                pending.remove(waiting);
                waiting.again().run();
            }
        }
    }

    /** A wait ends with its job, even where the waiter has ended before. */
    private void endedFor(Work waiter, Work ended) {
        for (Step step : waiter.script) {
            if (step.isOpen() && step.target == ended) {
                step.outcome = outcomeOf(ended);
            }
        }
        wakeWhereDone(waiter);
    }

    private void takeAgain(Work job, Step step, Work ended) {
        if (step.dying == ended) {
            step.dying = null;
            if (job.stopping == null) {
                takeOn(job, step);
                step.told = step.outcome != null;
            }
        }
    }

    private void wakeWhereDone(Work job) {
        if (job.state == JobState.WAITING && job.stopping == null && job.waitsForNothing()) {
            queue(job, Cause.WOKEN);
        }
    }

    /** A free slot was given to this job; null when that was allowed, else what is wrong with it. */
    private @Nullable String start(Work job) {
        if (job.state != JobState.QUEUED) {
            return job + " is not queued but " + job.state;
        }
        if (free(job.order.queue()) == 0) {
            return "no slot of " + job.order.queue() + " is free";
        }
        job.state = JobState.RUNNING;
        job.entry++;
        job.everStarted = true;
        job.woken = false;
        foretell(job, Spelling.started(job.attempt, job.entry));
        if (!job.alive) {
            job.alive = true;
            job.restored = job.checkpoint;
            job.script.forEach(step -> step.told = false);
            for (Step step : List.copyOf(job.script)) {
                if (job.alive) {
                    replay(job, step);
                }
            }
            job.script.forEach(step -> step.perhapsTold = step.outcome != null);
        }
        if (job.state == JobState.RUNNING) {
            job.script.forEach(step -> step.told = step.outcome != null);
        }
        return null;
    }

    private void replay(Work job, Step step) {
        Work target = step.target;
        if (step.outcome != null || step.checkpoint > 0) {
            return;
        }
        if (target == null) {
            String refusal = take(job, step);
            if (refusal != null) {
                job.script.remove(step);
            }
        } else if (target.isLive()) {
            waitFor(job, step);
        } else {
            step.outcome = outcomeOf(target);
        }
    }

    private long free(String queue) {
        return slots.get(queue)
                - jobs.stream()
                        .filter(job -> job.state == JobState.RUNNING
                                && job.order.queue().equals(queue))
                        .count();
    }

    /** Whether it depends on who stops first how it goes on: it is to, and waits for one that stops as well. */
    boolean goesOnByChance(Work job) {
        return job.stopping == StopReason.PAUSE
                && job.resumed
                && job.open().anyMatch(step -> Objects.requireNonNull(step.target).stopping != null);
    }

    /** Whether all that was foretold has been shown, and no slot is free that a queued job could take. */
    boolean isAtRest() {
        return jobs.stream().allMatch(job -> job.due.isEmpty())
                && jobs.stream()
                        .noneMatch(job ->
                                job.state == JobState.QUEUED && job.stopping == null && free(job.order.queue()) > 0);
    }

    /** Shows what happened; null when it was foretold or allowed, else what is wrong with it. */
    @Nullable
    String show(JobId id, String line) {
        Work job = byId.get(id);
        if (job == null) {
            return "nobody knows " + id;
        }
        if (job.due.isEmpty() && line.startsWith("JobStarted")) {
            String wrong = start(job);
            if (wrong != null) {
                return wrong;
            }
            happen();
        }
        Foretold expected = job.due.poll();
        if (expected != null && expected.perhaps() && !expected.line().equals(line)) {
            expected = job.due.poll();
        }
        if (expected == null) {
            return "nothing was to happen to " + job.picture();
        }
        if (!expected.line().equals(line)) {
            return "%s of %s".formatted(expected.line(), job.picture());
        }
        job.story.add(line);
        return null;
    }

    @Nullable
    Work find(JobId id) {
        return byId.get(id);
    }

    /** Names the job that was foretold under a tag and now has an id; false when there is none. */
    boolean name(String tag, JobId id) {
        for (Work job : jobs) {
            if (job.id == null && job.order.tag().equals(tag)) {
                job.id = id;
                byId.put(id, job);
                return true;
            }
        }
        return false;
    }

    private void foretell(Work job, String line) {
        foretell(job, () -> line);
    }

    private void foretell(Work job, Supplier<String> line) {
        job.due.add(new Foretold(line, false));
    }

    // Time and the process -------------------------------------------------------------------------------------------

    /** The next instant at which something happens by itself. */
    long nextInstant() {
        return jobs.stream().mapToLong(this::nextOf).min().orElse(Long.MAX_VALUE);
    }

    private long nextOf(Work job) {
        long next = job.stopBy;
        if (job.state == JobState.SCHEDULED) {
            next = Math.min(next, job.dueAt);
        }
        if (job.stopping == null && isOnTheClock(job)) {
            next = Math.min(next, now + job.left);
        }
        return next;
    }

    private boolean isOnTheClock(Work job) {
        return job.left != Long.MAX_VALUE
                && (job.state == JobState.RUNNING || job.state == JobState.WAITING && !isBlocked(job));
    }

    /** Whether all that it waits for is paused, or waits for what is paused. */
    boolean isBlocked(Work job) {
        return job.open().findAny().isPresent()
                && job.open()
                        .map(step -> Objects.requireNonNull(step.target))
                        .allMatch(target -> target.state == JobState.PAUSED
                                || (target.state == JobState.WAITING && isBlocked(target)));
    }

    /** Those whose grace ends at an instant. */
    List<Work> mustStopAt(long instant) {
        return jobs.stream().filter(job -> job.stopBy == instant).toList();
    }

    /** Whether a dispatch under this key would have to wait for an end. */
    boolean isDying(@Nullable String key) {
        Work holder = key == null ? null : holderOf(key);
        return holder != null && (holder.stopping == StopReason.CANCEL || holder.stopping == StopReason.TIMEOUT);
    }

    /** Time passes, not beyond the next instant. */
    void passTo(long instant) {
        for (Work job : jobs) {
            if (isOnTheClock(job)) {
                job.left -= instant - now;
            }
        }
        now = instant;
        happen();
    }

    /** All that is due by now. */
    void happen() {
        for (Work job : List.copyOf(jobs)) {
            if (job.state == JobState.SCHEDULED && job.dueAt <= now) {
                queue(job, Cause.DUE);
            }
            if (job.stopBy <= now) {
                stopped(job);
            }
            if (job.left <= 0 && job.stopping == null && isOnTheClock(job)) {
                expire(job);
            }
        }
    }

    private void expire(Work job) {
        if (job.alive) {
            ask(job, StopReason.TIMEOUT);
        } else {
            mayHaveBeenAsked(job, StopReason.TIMEOUT);
            job.error = "JOB_TIMEOUT";
            end(job, JobState.FAILED, Spelling.failed("JOB_TIMEOUT"));
        }
    }

    /** The process ended, by a crash or on purpose, and another began. */
    void restart(Cause cause, long instant) {
        pending.clear();
        jobs.forEach(Model::leave);
        for (Work job : List.copyOf(jobs)) {
            if (job.stopping != null) {
                stopped(job);
            }
        }
        for (Work job : jobs) {
            leave(job);
            if (job.state == JobState.RUNNING) {
                queue(job, cause);
            }
        }
        now = instant;
        happen();
    }

    String picture() {
        Collection<String> lines = jobs.stream().map(Work::picture).toList();
        return String.join("\n", lines);
    }
}
