package io.headwater.testkit.storm;

import static io.headwater.jobs.JobState.PAUSED;
import static io.headwater.jobs.JobState.RUNNING;
import static io.headwater.jobs.JobState.SCHEDULED;
import static io.headwater.jobs.JobState.WAITING;

import io.headwater.core.fault.Point;
import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobQuery;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobTree;
import io.headwater.jobs.JobView;
import io.headwater.jobs.RetryPolicy;
import io.headwater.jobs.StopReason;
import io.headwater.jobs.UniqueKey;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.storm.Model.Answer;
import io.headwater.testkit.storm.Model.Dispatched;
import io.headwater.testkit.storm.Model.Order;
import io.headwater.testkit.storm.Model.Step;
import io.headwater.testkit.storm.Model.Work;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One thing after another: after each operation the engine must come to where the model says, with exactly the events that
 * the model foretells, before the next one begins.
 */
final class SequentialStorm {
    private static final Duration PATIENCE = TestEngine.PATIENCE;
    private static final List<String> KEYS = List.of("amber", "birch");
    private static final int MOST_JOBS = 14;
    /** An engine may set its alarm when time has gone on by as much. */
    private static final Duration PART = Duration.ofSeconds(5);

    /** A dispatch that must wait until a job that is being cancelled has ended. */
    private record Outstanding(CompletableFuture<JobHandle<String>> answer, Dispatched[] foretold) {}

    /** Somebody who waits for a job's result on the engine that is at work. */
    private record Watcher(Work job, int attempt, CompletableFuture<String> told) {}

    private final Weather weather;
    private final Random dice;
    private final Stage stage;
    private final Model model;
    private final TestEngine engine;
    private final Heard heard;
    private final List<String> log = new ArrayList<>();
    private final List<Outstanding> outstanding = new ArrayList<>();
    private final Set<List<Work>> waits = new HashSet<>();
    private final List<Watcher> watchers = new ArrayList<>();
    private int tags;

    SequentialStorm(Weather weather) {
        this.weather = weather;
        dice = weather.dice();
        stage = new Stage(weather.obedient(), weather.reentry());
        engine = weather.begin(stage);
        model = new Model(weather.slots(), weather.reentry(), weather.obedient(), millis());
        heard = new Heard(engine, weather.silent());
    }

    static void run(Weather weather, int operations) {
        var storm = new SequentialStorm(weather);
        try (TestEngine engine = storm.engine) {
            storm.rage(operations);
            storm.comeToRest();
            storm.judge();
            storm.pruneAll();
        } catch (Throwable failure) {
            throw new AssertionError(storm.report(failure), failure);
        } finally {
            storm.heard.stop();
        }
    }

    private String report(Throwable failure) {
        return "%s%n%s%nOperations:%n%s%nThe model:%n%s%nWhat was heard:%n%s"
                .formatted(failure.getMessage(), weather, String.join("\n", log), model.picture(), heardLines());
    }

    private String heardLines() {
        return String.join("\n", heard.events().stream().map(this::describe).toList());
    }

    private String describe(JobEvent event) {
        Work job = model.find(event.job());
        return "%d %s %s".formatted(event.seq(), job == null ? event.job() : job, Spelling.of(event));
    }

    private long millis() {
        return engine.time().now().toEpochMilli();
    }

    // The storm ------------------------------------------------------------------------------------------------------

    private void rage(int operations) {
        for (int count = 0; count < operations; count++) {
            boolean done = false;
            while (!done) {
                done = oneOf();
            }
            rest();
        }
    }

    /** False where the dice fell on something that cannot be done now. */
    private boolean oneOf() {
        if (weather.tidy() && dice.nextInt(6) == 0) {
            return tidyUp();
        }
        int throwOf = dice.nextInt(100);
        if (throwOf < 18) {
            return dispatch();
        }
        if (throwOf < 22) {
            return dispatchOtherWorkUnderAKey();
        }
        if (throwOf < 30) {
            return with(any(job -> true), this::pause);
        }
        if (throwOf < 38) {
            return with(any(job -> job.state == PAUSED || job.stopping != null), this::resume);
        }
        if (throwOf < 40) {
            return with(any(job -> true), this::resume);
        }
        if (throwOf < 46) {
            return with(any(job -> true), this::cancel);
        }
        if (throwOf < 51) {
            return with(any(job -> !job.isLive() && keepsItsOwn(job)), this::retry);
        }
        if (throwOf < 53) {
            return with(any(this::keepsItsOwn), this::retry);
        }
        if (throwOf < 60) {
            return with(any(Work::hasHandlerAtWork), this::succeed);
        }
        if (throwOf < 66) {
            return with(any(Work::hasHandlerAtWork), this::fail);
        }
        if (throwOf < 72) {
            return with(any(job -> job.hasHandlerAtWork() && job.stopping != null), this::giveIn);
        }
        if (throwOf < 84) {
            return with(any(this::mayAwait), this::await);
        }
        if (throwOf < 87) {
            return with(
                    any(job -> job.hasHandlerAtWork() && job.state == RUNNING && job.stopping == null),
                    this::dispatchBelow);
        }
        if (throwOf < 91) {
            return with(
                    any(job -> job.hasHandlerAtWork() && job.state == RUNNING && job.stopping == null),
                    this::checkpoint);
        }
        if (throwOf < 96) {
            return pass(dice.nextInt(4) == 0 ? 5_000 + dice.nextInt(8_000) : 200 + dice.nextInt(2_500));
        }
        return throwOf < 98 ? restart() : crash();
    }

    private boolean mayAwait(Work job) {
        boolean second = job.state == WAITING;
        return job.hasHandlerAtWork()
                && job.stopping == null
                && (!second || dice.nextInt(4) == 0)
                && job.script.size() < 4;
    }

    private boolean tidyUp() {
        int throwOf = dice.nextInt(10);
        if (throwOf < 4) {
            return with(one(model.jobs()), this::remove);
        }
        if (throwOf < 6) {
            return with(one(gone()), this::askForWhatIsGone);
        }
        log("a while passes");
        for (int part = 0; part < 8; part++) {
            passTo(model.now() + PART.toMillis());
            rest();
        }
        return true;
    }

    private @Nullable Work any(Predicate<Work> wanted) {
        return one(present().filter(job -> !isLeaving(job)).filter(wanted).toList());
    }

    private Stream<Work> present() {
        return model.jobs().stream().filter(job -> !job.gone);
    }

    private List<Work> gone() {
        return model.jobs().stream().filter(job -> job.gone).toList();
    }

    /** Whether its next attempt finds what the last one had: nobody can tell where some of it is about to be pruned. */
    private boolean keepsItsOwn(Work job) {
        return present().filter(this::isLeaving).noneMatch(job.touched::contains);
    }

    /** Perhaps it is gone already: nobody can tell how an engine answers who asks for it. */
    private boolean isLeaving(Work job) {
        return weather.tidy() && model.mayBePruned(job, Weather.KEPT.toMillis());
    }

    private @Nullable Work one(List<Work> fitting) {
        return fitting.isEmpty() ? null : fitting.get(dice.nextInt(fitting.size()));
    }

    private static boolean with(@Nullable Work job, Predicate<Work> operation) {
        return job != null && operation.test(job);
    }

    // What hosts do --------------------------------------------------------------------------------------------------

    private boolean dispatch() {
        if (present().count() >= MOST_JOBS) {
            return false;
        }
        Order order = order(dice.nextInt(3) == 0);
        if (model.isDying(order.key()) && model.hasPending()) {
            return false; // Nobody can tell which of them comes first.
        }
        log("dispatch %s", order);
        Dispatched[] foretold = new Dispatched[1];
        foretold[0] = model.dispatch(order, later -> foretold[0] = later);
        CompletableFuture<JobHandle<String>> answer =
                engine.jobs().dispatch(new Act(order.tag()), options(order)).toFuture();
        if (foretold[0].dying() == null) {
            check(order, foretold[0], get(answer));
        } else {
            log("… waits for the end of %s", foretold[0].dying());
            outstanding.add(new Outstanding(answer, foretold));
        }
        return true;
    }

    private void check(Order order, Dispatched foretold, JobHandle<String> handle) {
        Work job = Objects.requireNonNull(foretold.job());
        if (job.id == null) {
            expect(model.name(order.tag(), handle.id()), "a job called %s", order.tag());
        }
        expect(handle.id().equals(job.id()), "%s, got %s", job.id(), handle.id());
        expect(handle.joined() == foretold.joined(), "joined to be %s", foretold.joined());
        watch(job, handle);
    }

    private void watch(Work job, JobHandle<String> handle) {
        if (job.isLive()) {
            watchers.add(new Watcher(job, job.attempt, handle.result().toFuture()));
        }
    }

    private boolean dispatchOtherWorkUnderAKey() {
        Work holder = any(job -> job.isLive() && job.order.key() != null && job.stopping == null);
        if (holder == null) {
            return false;
        }
        Order order = Order.plain("other").withKey(Objects.requireNonNull(holder.order.key()));
        log("dispatch other work under the key of %s", holder);
        Dispatched foretold = model.dispatch(order, later -> {});
        expectRefusal(
                foretold.refusal(),
                engine.jobs().dispatch(new Act(order.tag()), options(order)).then());
        return true;
    }

    private Order order(boolean keyed) {
        String key = keyed ? KEYS.get(dice.nextInt(KEYS.size())) : null;
        Order order = Order.plain(key == null ? "t" + ++tags : key);
        if (key != null) {
            order = order.withKey(key);
        }
        if (dice.nextInt(4) == 0) {
            order = order.withDelay(1_000L + 500 * dice.nextInt(8));
        }
        if (dice.nextInt(3) == 0) {
            order = order.withRetries(1 + dice.nextInt(2));
        }
        if (weather.timed() && dice.nextInt(3) == 0) {
            order = order.withTimeout(1_500L + 1_000 * dice.nextInt(6) + 13L * tags % 500);
        }
        return order.withQueue(dice.nextInt(4) == 0 ? "side" : "default");
    }

    private static DispatchOptions options(Order order) {
        DispatchOptions options = DispatchOptions.defaults().withQueue(order.queue());
        String key = order.key();
        if (key != null) {
            options = options.withUniqueKey(UniqueKey.global(key));
        }
        if (order.delay() > 0) {
            options = options.withDelay(Duration.ofMillis(order.delay()));
        }
        if (order.timeout() > 0) {
            options = options.withTimeout(Duration.ofMillis(order.timeout()));
        }
        return options.withRetry(RetryPolicy.none()
                .withRetries(order.retries())
                .withRest(Duration.ofMillis(order.rest()), Duration.ofHours(1))
                .withJitter(0));
    }

    private boolean pause(Work job) {
        return command("pause", job, model.pause(job), engine.jobs().pause(job.id()));
    }

    private boolean resume(Work job) {
        return command("resume", job, model.resume(job), engine.jobs().resume(job.id()));
    }

    private boolean cancel(Work job) {
        String reason = "reason " + log.size();
        return command("cancel", job, model.cancel(job, reason), engine.jobs().cancel(job.id(), reason));
    }

    private boolean retry(Work job) {
        return command("retry", job, model.retry(job), engine.jobs().retry(job.id()));
    }

    private boolean remove(Work job) {
        return command("remove", job, model.remove(job), engine.jobs().remove(job.id()));
    }

    private boolean askForWhatIsGone(Work job) {
        Answer pruned = new Answer(ErrorCode.PRUNED.name());
        return switch (dice.nextInt(3)) {
            case 0 -> command("retry", job, pruned, engine.jobs().retry(job.id()));
            case 1 -> command("cancel", job, pruned, engine.jobs().cancel(job.id()));
            default -> command("pause", job, pruned, engine.jobs().pause(job.id()));
        };
    }

    private boolean command(String name, Work job, Answer foretold, Mono<Void> command) {
        log("%s %s: %s", name, job, foretold);
        expectRefusal(foretold.refusal(), command);
        return true;
    }

    private void expectRefusal(@Nullable String refusal, Mono<Void> command) {
        String got = null;
        try {
            command.block(PATIENCE);
        } catch (JobException failure) {
            got = failure.code().name();
        }
        expect(Objects.equals(got, refusal), "the answer %s, got %s", refusal, got);
    }

    // What handlers do -----------------------------------------------------------------------------------------------

    private boolean succeed(Work job) {
        String result = "result " + log.size();
        log("%s succeeds", job);
        model.succeed(job, result);
        expect(actor(job).succeed(result), "a handler at work");
        return true;
    }

    private boolean fail(Work job) {
        boolean retryable = dice.nextInt(4) != 0;
        log("%s fails, %s", job, retryable ? "perhaps not for good" : "for good");
        model.fail(job, retryable, retryable ? "HANDLER_ERROR" : "STORM");
        Throwable failure = retryable
                ? new IllegalStateException("told to fail")
                : new JobException.Execution(new ErrorCode("STORM"), false, "told to fail for good", null, null);
        expect(actor(job).fail(failure), "a handler at work");
        return true;
    }

    private boolean giveIn(Work job) {
        log("%s gives in", job);
        model.stopped(job);
        expect(actor(job).giveIn(), "a handler at work");
        return true;
    }

    private boolean await(Work job) {
        boolean there = dice.nextInt(4) == 0 && !weather.tidy(); // it may be gone when it is wanted again
        if (there) {
            Work target = Objects.requireNonNull(any(each -> true));
            if (!waits.add(List.of(job, target))) {
                return false; // The same identity twice in one run is an error.
            }
            return play(job, Step.awaitOf(Cue.awaitOf(target.id(), stage), target));
        }
        if (present().count() >= MOST_JOBS) {
            return false;
        }
        Order order = order(dice.nextInt(2) == 0);
        if (model.isDying(order.key()) && (job.state == WAITING || model.hasPending())) {
            return false; // Nobody can tell whether it is woken first, or which dispatch comes first.
        }
        DispatchOptions options = options(order).withName("step " + log.size());
        return play(job, Step.awaitOf(Cue.awaitOf(new Act(order.tag()), options), order));
    }

    private boolean dispatchBelow(Work job) {
        if (present().count() >= MOST_JOBS) {
            return false;
        }
        Order order = order(dice.nextInt(4) == 0);
        Work holder =
                any(each -> each.isLive() && order.key() != null && order.key().equals(each.order.key()));
        if (holder != null && holder.stopping != null) {
            return false;
        }
        return play(
                job,
                Step.dispatchOf(
                        Cue.dispatchOf(new Act(order.tag()), options(order).withName("step " + log.size())), order));
    }

    private boolean checkpoint(Work job) {
        int number = job.checkpoint + 1;
        return play(job, Step.checkpointOf(Cue.checkpointOf(number), number));
    }

    private boolean play(Work job, Step step) {
        String refusal = model.play(job, step);
        log("%s plays %s%s", job, step.cue.name(), refusal == null ? "" : ": " + refusal);
        Actor actor = actor(job);
        actor.play(step.cue);
        if (refusal != null) {
            actor.until(
                    () -> "the refusal " + refusal,
                    PATIENCE,
                    part -> part != null && refusal.equals(part.outcome(step.cue)));
        }
        return true;
    }

    private Actor actor(Work job) {
        return stage.actor(job.id());
    }

    // Time and the process -------------------------------------------------------------------------------------------

    private boolean pass(long span) {
        log("%d ms pass", span);
        passTo(model.now() + span);
        return true;
    }

    /** Instant by instant: what happens at each is over before time goes on. */
    private void passTo(long end) {
        for (long next = model.nextInstant(); next <= end; next = model.nextInstant()) {
            List<Work> stubborn = model.mustStopAt(next);
            if (stubborn.size() > 1) {
                giveIn(stubborn.get(0)); // Nobody can tell which of them would be made to end first.
            } else {
                engine.advance(Duration.ofMillis(next - model.now()));
                model.passTo(next);
            }
            rest();
        }
        engine.advance(Duration.ofMillis(end - model.now()));
        model.passTo(end);
    }

    /** How long it ran since it was last stored goes with the process. */
    private boolean loosesTime(Work job) {
        return job.isLive() && job.order.timeout() > 0 && job.entry > 0 && job.stopping != StopReason.TIMEOUT;
    }

    private boolean restart() {
        if (weather.timed() || model.hasPending() || model.jobs().stream().anyMatch(model::goesOnByChance)) {
            return false;
        }
        log("restart");
        // Those that were asked to stop before are not asked again.
        engine.at(Point.IN_SHUTDOWN, stage::giveIn);
        List<Actor.Part> before = stage.parts();
        get(CompletableFuture.runAsync(engine.engine()::close, TestEngine.ON_ITS_OWN_THREAD));
        engine.crash(); // There is nothing left that could crash: this only starts it again.
        begin(JobEvent.Cause.SHUTDOWN, before);
        return true;
    }

    private boolean crash() {
        if (model.jobs().stream().anyMatch(this::loosesTime)) {
            return false;
        }
        log("crash");
        List<Actor.Part> before = stage.parts();
        engine.crash();
        begin(JobEvent.Cause.CRASH, before);
        return true;
    }

    private void begin(JobEvent.Cause cause, List<Actor.Part> before) {
        stage.forget(before);
        stage.open(engine.jobs());
        heard.listen();
        model.restart(cause, millis());
        outstanding.clear();
        List<Watcher> waiting = List.copyOf(watchers);
        watchers.clear();
        for (Watcher watcher : waiting) {
            watchers.add(new Watcher(
                    watcher.job(),
                    watcher.attempt(),
                    engine.jobs().handle(watcher.job().id(), Act.class).result().toFuture()));
        }
    }

    // Coming to rest -------------------------------------------------------------------------------------------------

    /** Waits until the engine is where the model is, and compares all that can be seen. */
    private void rest() {
        model.happen();
        while (true) {
            JobEvent event = heard.next(model.isAtRest() ? 0 : PATIENCE.toMillis());
            if (event != null) {
                show(event);
                model.happen(); // what has just begun may be due at once
            } else if (model.isAtRest()) {
                break;
            } else {
                throw new AssertionError("the engine rests where more must happen");
            }
        }
        model.jobs().forEach(this::compareHandler);
        compareViews();
        compareOutstanding();
        compareWatchers();
    }

    private void show(JobEvent event) {
        if (model.find(event.job()) == null) {
            String params = engine.view(event.job()).params();
            String tag = params.substring(params.indexOf(':') + 2, params.length() - 2);
            expect(model.name(tag, event.job()), "no job called %s", tag);
        }
        String wrong = model.show(event.job(), Spelling.of(event));
        if (wrong != null) {
            throw new AssertionError("expected %s, heard %s".formatted(wrong, describe(event)));
        }
    }

    private void compareHandler(Work job) {
        if (!job.hasHandlerAtWork()) {
            return;
        }
        actor(job)
                .until(
                        () -> "the handler of " + job.picture() + " to be where the model is",
                        PATIENCE,
                        part -> part != null
                                && part.attempt() == job.attempt
                                && part.restored() == job.restored
                                && (job.stopping == null) == (part.stop() == null)
                                && job.script.stream().allMatch(step -> isAsForetold(part, step)));
    }

    private static boolean isAsForetold(Actor.Part part, Step step) {
        String outcome = part.outcome(step.cue);
        if (step.checkpoint > 0) {
            return outcome != null;
        }
        if ("JobInterrupted".equals(outcome) && part.stop() != null) {
            return true; // What begins or waits then ends so.
        }
        if (!step.told && !(step.perhapsTold && outcome != null)) {
            return outcome == null;
        }
        String foretold = Objects.requireNonNull(step.outcome);
        return outcome != null
                && (!step.awaited || (step.succeeded() ? foretold.equals("ok " + outcome) : foretold.equals(outcome)));
    }

    private List<JobView> views() {
        return TestEngine.now(engine.jobs().list(JobQuery.all().withLimit(200))).items();
    }

    private void compareViews() {
        awaitPruning();
        List<JobView> views = viewsOfWholeTrees();
        Set<JobId> shown = idsOf(views);
        comparePruned(present().filter(this::isLeaving).toList(), shown);
        expect(shown.size() == present().count(), "%d jobs, got %d", present().count(), shown.size());
        for (JobView view : views) {
            Work job = Objects.requireNonNull(model.find(view.id()), () -> "unknown job " + view);
            Work parent = job.parent;
            boolean same = view.state() == job.state
                    && view.stopping() == job.stopping
                    && view.attempt() == job.attempt
                    && Objects.equals(view.parent(), parent == null ? null : parent.id());
            if (!same) {
                throw new AssertionError("expected %s, got %s".formatted(job.picture(), view));
            }
        }
    }

    /** A tree goes little by little; what has begun to go is on its way, and nobody need wait for anything else. */
    private List<JobView> viewsOfWholeTrees() {
        var seen = new AtomicReference<>(views());
        engine.until("trees that have begun to go to be gone", () -> {
            if (areWhole(idsOf(seen.get()))) {
                return true;
            }
            seen.set(views());
            return false;
        });
        return seen.get();
    }

    private boolean areWhole(Set<JobId> shown) {
        return present()
                .filter(this::isLeaving)
                .allMatch(job ->
                        shown.contains(job.id()) == shown.contains(job.top().id()));
    }

    private static Set<JobId> idsOf(List<JobView> views) {
        return views.stream().map(JobView::id).collect(Collectors.toSet());
    }

    private void awaitPruning() {
        long surely = Weather.KEPT.plus(PART).toMillis();
        Set<JobId> due = present()
                .filter(job -> weather.tidy() && model.mustBePruned(job, surely))
                .map(Work::id)
                .collect(Collectors.toSet());
        if (!due.isEmpty()) {
            engine.until(
                    "%s to be pruned".formatted(due),
                    () -> views().stream().map(JobView::id).noneMatch(due::contains));
        }
    }

    /** What is old goes, and nothing else does, and trees go as a whole. */
    private void comparePruned(List<Work> leaving, Set<JobId> shown) {
        leaving.stream().filter(job -> !shown.contains(job.id())).forEach(job -> job.gone = true);
        leaving.forEach(job -> expect(job.gone == job.top().gone, "all of the tree of %s to go, or nothing", job));
    }

    private void compareOutstanding() {
        outstanding.removeIf(dispatch -> {
            Dispatched foretold = dispatch.foretold()[0];
            Work job = foretold.job();
            if (job == null) {
                expect(!dispatch.answer().isDone(), "no answer yet to a dispatch that waits for an end");
                return false;
            }
            check(job.order, foretold, get(dispatch.answer()));
            return true;
        });
    }

    private void compareWatchers() {
        watchers.removeIf(watcher -> {
            Work job = watcher.job();
            if (job.isLive() && job.attempt == watcher.attempt()) {
                expect(!watcher.told().isDone(), "nobody told of an end of %s", job);
            }
            if (job.isLive()) {
                // A retry by the engine goes on with the same wait, one by hand does not.
                return false;
            }
            String end = endOf(job);
            String told = told(watcher.told());
            expect(told.equals(end), "%s, got %s", end, told);
            return true;
        });
    }

    private static String endOf(Work job) {
        return switch (job.state) {
            case COMPLETED -> "ok " + job.result;
            case FAILED -> Objects.requireNonNull(job.error);
            case CANCELLED -> "CANCELLED";
            case SCHEDULED, QUEUED, RUNNING, WAITING, PAUSED, QUARANTINED -> throw new IllegalStateException();
        };
    }

    private static String told(CompletableFuture<String> future) {
        try {
            return "ok " + future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failure) {
            return Actor.nameOf(failure.getCause());
        } catch (TimeoutException silence) {
            return "nothing";
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interruption);
        }
    }

    /** Everything is let go, until nothing is left to do. */
    private void comeToRest() {
        log("let everything come to rest");
        for (int round = 0; round < 500; round++) {
            Work job = any(Work::isLive);
            if (job == null) {
                return;
            }
            settle(job);
            rest();
        }
        throw new AssertionError("it never comes to rest");
    }

    private void settle(Work job) {
        if (job.state == PAUSED) {
            resume(job);
        } else if (job.hasHandlerAtWork() && job.stopping != null) {
            giveIn(job);
        } else if (job.hasHandlerAtWork() && job.state == RUNNING) {
            succeed(job);
        } else if (job.state == SCHEDULED) {
            pass(job.dueAt - model.now());
        }
    }

    // The judgement --------------------------------------------------------------------------------------------------

    private void judge() {
        List<JobEvent> stored = lasting(engine.history());
        expect(stored.equals(lasting(heard.events())), "the same events in the store as heard, got %s", stored);
        new Judge(weather.slots(), id -> {
                    Order order = Objects.requireNonNull(model.find(id)).order;
                    return new Judge.Facts(order.queue(), order.key());
                })
                .readAll(heard.events());
        for (Work job : gone()) {
            String told =
                    told(engine.jobs().handle(job.id(), Act.class).result().toFuture());
            expect(told.equals(ErrorCode.PRUNED.name()), "%s to be pruned, got %s", job, told);
        }
        for (Work job : present().filter(job -> !isLeaving(job)).toList()) {
            JobHandle<String> handle = engine.jobs().handle(job.id(), Act.class);
            expect(told(handle.result().toFuture()).equals(endOf(job)), "the end of %s at the handle", job);
            JobState state = TestEngine.now(handle.state());
            expect(state == job.state, "the state of %s at the handle", job);
            compareTree(job, TestEngine.now(engine.jobs().tree(job.id())));
        }
    }

    private List<JobEvent> lasting(List<JobEvent> events) {
        return events.stream()
                .filter(event -> {
                    Work job = Objects.requireNonNull(model.find(event.job()));
                    return !job.gone && !isLeaving(job);
                })
                .toList();
    }

    /** When all has ended, all goes. */
    private void pruneAll() {
        if (weather.tidy()) {
            log("let everything go");
            passTo(model.now() + Weather.KEPT.plus(PART).toMillis());
            engine.until("everything to be gone", () -> {
                engine.advance(PART);
                return views().isEmpty();
            });
        }
    }

    private void compareTree(Work top, JobTree tree) {
        tree.flatten()
                .forEach(part -> expect(
                        part.job().state()
                                == Objects.requireNonNull(model.find(part.job().id())).state,
                        "the state of %s in the tree of %s",
                        part.job().id(),
                        top));
        List<Work> children = present().filter(job -> job.parent == top).toList();
        List<Work> shown = tree.children().stream()
                .filter(part -> part.relation() == JobTree.Relation.CHILD)
                .map(part -> model.find(part.job().id()))
                .toList();
        expect(
                children.size() == shown.size() && shown.containsAll(children),
                "the children %s of %s, got %s",
                children,
                top,
                shown);
    }

    private static <T> T get(CompletableFuture<T> answer) {
        try {
            return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failure) {
            throw new AssertionError("refused: " + failure.getCause(), failure.getCause());
        } catch (TimeoutException silence) {
            throw new AssertionError("no answer; at work are " + atWork(), silence);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interruption);
        }
    }

    /** Where the engines' threads are: a hang is understood from this, or not at all. */
    private static String atWork() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().matches("headwater-.*|closing"))
                .map(thread -> "%s %s".formatted(thread.getKey().getName(), Arrays.toString(thread.getValue())))
                .collect(Collectors.joining("\n"));
    }

    /** The parts become words only where they are needed: this is asked some thousand times a storm. */
    private static void expect(boolean so, String words, Object... parts) {
        if (!so) {
            throw new AssertionError("expected " + words.formatted(parts));
        }
    }

    private void log(String words, Object... parts) {
        log.add("%d. %s".formatted(log.size(), words.formatted(parts)));
    }
}
