package io.headwater.testkit.storm;

import io.headwater.core.fault.Point;
import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobEvent.JobCancelled;
import io.headwater.jobs.JobEvent.JobCompleted;
import io.headwater.jobs.JobEvent.JobFailed;
import io.headwater.jobs.JobEvent.JobQueued;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobQuery;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobView;
import io.headwater.jobs.RetryPolicy;
import io.headwater.jobs.UniqueKey;
import io.headwater.testkit.TestEngine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Everything at once: several threads fire at the engine without waiting for anything, now and then the engine is closed
 * or dies among them. When all has come to rest, the log of events must tell a story that the table allows, and all that
 * can be seen must agree with it.
 */
final class ConcurrentStorm {
    private static final Duration PATIENCE = TestEngine.PATIENCE;
    private static final List<String> KEYS = List.of("amber", "birch", "cedar");
    private static final int THREADS = 3;

    /** What was asked of the engine; the answer is "ok" or the code of a refusal. */
    private record Command(String name, JobId job, String mark, CompletableFuture<String> answer) {
        boolean mayHaveBeenTaken() {
            return !answer.isDone() || answer.join().equals("ok");
        }
    }

    private final Weather weather;
    private final Stage stage;
    private final TestEngine engine;
    private final Heard heard;
    private final List<JobId> dispatched = new CopyOnWriteArrayList<>();
    private final Queue<Command> commands = new ConcurrentLinkedQueue<>();
    private final Queue<JobHandle<String>> answers = new ConcurrentLinkedQueue<>();
    private final Queue<String> log = new ConcurrentLinkedQueue<>();
    private final AtomicInteger tags = new AtomicInteger();
    private boolean everStopped;

    private ConcurrentStorm(Weather weather) {
        this.weather = weather;
        stage = new Stage(weather.obedient(), false);
        engine = weather.begin(stage);
        heard = new Heard(engine, weather.silent());
    }

    static void run(Weather weather, int bursts, int operations) {
        var storm = new ConcurrentStorm(weather);
        try (TestEngine engine = storm.engine) {
            storm.rage(bursts, operations);
        } finally {
            storm.heard.stop();
        }
    }

    private void rage(int bursts, int operations) {
        try {
            Random dice = weather.dice();
            for (int burst = 0; burst < bursts; burst++) {
                burst(dice, operations);
            }
            comeToRest();
            judge();
        } catch (Throwable failure) {
            throw new AssertionError(report(failure), failure);
        }
    }

    private String report(Throwable failure) {
        String events;
        try {
            events = engine.history().stream()
                    .map(event -> "%d %s %s".formatted(event.seq(), event.job(), Spelling.of(event)))
                    .collect(Collectors.joining("\n"));
        } catch (RuntimeException itself) {
            // What failed before that counts: an engine that could not be started again has nothing to tell.
            events = String.valueOf(itself);
        }
        return "%s%n%s%nOperations, roughly in their order:%n%s%nWhat is stored:%n%s"
                .formatted(failure.getMessage(), weather, String.join("\n", log), events);
    }

    // The storm ------------------------------------------------------------------------------------------------------

    private void burst(Random dice, int operations) throws Exception {
        var threads = new ArrayList<CompletableFuture<Void>>();
        for (int thread = 0; thread < THREADS; thread++) {
            var own = new Random(dice.nextLong());
            threads.add(inThread(() -> {
                for (int count = 0; count < operations; count++) {
                    fire(own);
                }
            }));
        }
        if (dice.nextInt(3) == 0) {
            engine.advance(Duration.ofMillis(dice.nextInt(3_000)));
        }
        int fate = dice.nextInt(12);
        if (fate < 2) {
            stop(fate == 0);
        }
        for (CompletableFuture<Void> thread : threads) {
            thread.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        engine.advance(Duration.ofMillis(dice.nextInt(4) == 0 ? 11_000 : 700));
    }

    private static CompletableFuture<Void> inThread(Runnable work) {
        var done = new CompletableFuture<Void>();
        var thread = new Thread(
                () -> {
                    try {
                        work.run();
                        done.complete(null);
                    } catch (Throwable failure) {
                        done.completeExceptionally(failure);
                    }
                },
                "storm");
        thread.setDaemon(true);
        thread.start();
        return done;
    }

    private void stop(boolean crash) {
        everStopped = true;
        log.add(crash ? "crash" : "restart");
        engine.at(Point.IN_SHUTDOWN, stage::giveIn);
        stage.stopping(true);
        if (crash) {
            engine.crash();
        } else {
            engine.restart();
        }
        stage.open(engine.jobs());
        stage.stopping(false);
        heard.listen();
    }

    private void fire(Random dice) {
        int throwOf = dice.nextInt(100);
        if (throwOf < 24) {
            dispatch(dice);
            return;
        }
        JobId id = any(dice);
        if (id == null) {
            return;
        }
        Actor actor = stage.actor(id);
        if (throwOf < 33) {
            command("pause", id, stage.jobs().pause(id));
        } else if (throwOf < 42) {
            command("resume", id, stage.jobs().resume(id));
        } else if (throwOf < 49) {
            String reason = "cancel " + tags.incrementAndGet();
            command("cancel", id, reason, stage.jobs().cancel(id, reason));
        } else if (throwOf < 55) {
            command("retry", id, stage.jobs().retry(id));
        } else if (throwOf < 65) {
            said("%s succeeds: %s", actor, actor.succeed("result " + tags.incrementAndGet()));
        } else if (throwOf < 72) {
            said("%s fails: %s", actor, actor.fail(new IllegalStateException("told to fail")));
        } else if (throwOf < 79) {
            said("%s gives in", actor, null);
            actor.giveInWhereAsked();
        } else {
            play(dice, actor);
        }
    }

    private void play(Random dice, Actor actor) {
        int number = tags.incrementAndGet();
        Cue cue = switch (dice.nextInt(5)) {
            case 0 -> Cue.awaitOf(new Act("t" + number), options(dice, null));
            case 1 -> {
                String key = KEYS.get(dice.nextInt(KEYS.size()));
                yield Cue.awaitOf(new Act(key), options(dice, key).withName("step " + number));
            }
            case 2 -> Cue.awaitOf(Objects.requireNonNullElse(any(dice), actor.id()), stage);
            case 3 -> Cue.dispatchOf(new Act("t" + number), options(dice, null));
            default -> Cue.checkpointOf(number);
        };
        said("%s plays %s", actor, cue.name());
        actor.play(cue);
    }

    private void said(String words, Actor actor, @Nullable Object part) {
        log.add(words.formatted(actor.id(), part));
    }

    private @Nullable JobId any(Random dice) {
        var known = new ArrayList<JobId>(dispatched);
        stage.all().forEach(actor -> known.add(actor.id()));
        return known.isEmpty() ? null : known.get(dice.nextInt(known.size()));
    }

    private void dispatch(Random dice) {
        String key = dice.nextInt(3) == 0 ? KEYS.get(dice.nextInt(KEYS.size())) : null;
        String tag = key == null ? "t" + tags.incrementAndGet() : key;
        log.add("dispatch " + tag);
        stage.jobs()
                .dispatch(new Act(tag), options(dice, key))
                .subscribe(
                        handle -> {
                            dispatched.add(handle.id());
                            answers.add(handle);
                        },
                        failure -> {
                            if (!everStopped) {
                                commands.add(new Command(
                                        "dispatch",
                                        new JobId(1),
                                        tag,
                                        CompletableFuture.completedFuture(Actor.nameOf(failure))));
                            }
                        });
    }

    private DispatchOptions options(Random dice, @Nullable String key) {
        DispatchOptions options = DispatchOptions.defaults().withQueue(dice.nextInt(4) == 0 ? "side" : "default");
        if (key != null) {
            options = options.withUniqueKey(UniqueKey.global(key));
        }
        if (dice.nextInt(5) == 0) {
            options = options.withDelay(Duration.ofMillis(500L * (1 + dice.nextInt(6))));
        }
        if (weather.timed() && dice.nextInt(4) == 0) {
            options = options.withTimeout(Duration.ofMillis(1_000L + 500 * dice.nextInt(6)));
        }
        return dice.nextInt(3) == 0 ? options.withRetry(RetryPolicy.none().withRetries(1)) : options;
    }

    private void command(String name, JobId id, Mono<Void> command) {
        command(name, id, "", command);
    }

    private void command(String name, JobId id, String mark, Mono<Void> command) {
        log.add("%s %s %s".formatted(name, id, mark));
        var answer = new CompletableFuture<String>();
        commands.add(new Command(name, id, mark, answer));
        command.subscribe(unused -> {}, failure -> answer.complete(Actor.nameOf(failure)), () -> answer.complete("ok"));
    }

    // Coming to rest -------------------------------------------------------------------------------------------------

    private void comeToRest() {
        log.add("let everything come to rest");
        stage.release();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        List<JobView> live = live();
        while (!live.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("it never comes to rest: " + live + "\n" + stage.all());
            }
            for (JobView job : live) {
                if (job.state() == JobState.PAUSED || job.stopping() != null) {
                    engine.jobs().resume(job.id()).onErrorComplete().block(PATIENCE);
                }
            }
            stage.release();
            engine.advance(Duration.ofSeconds(1));
            LockSupport.parkNanos(500_000);
            live = live();
        }
        engine.settle();
    }

    private List<JobView> live() {
        return all().stream().filter(job -> job.state().isLive()).toList();
    }

    private List<JobView> all() {
        return TestEngine.now(engine.jobs().list(JobQuery.all().withLimit(200))).items();
    }

    // The judgement --------------------------------------------------------------------------------------------------

    private void judge() {
        List<JobEvent> stored = engine.history();
        Map<JobId, JobView> views = all().stream().collect(Collectors.toMap(JobView::id, Function.identity()));
        Judge judge = new Judge(weather.slots(), id -> {
                    JobView view = Objects.requireNonNull(views.get(id));
                    // By what it was dispatched as, whatever the table says.
                    String key = KEYS.stream()
                            .filter(name -> view.params().contains('"' + name + '"'))
                            .findAny()
                            .orElse(null);
                    return new Judge.Facts(view.queue(), key);
                })
                .readAll(stored);
        judgeWhatWasHeard(stored);
        judgeCommands(stored, views);
        // Several checkpoints at once may each have the handler run again, where that is forced.
        expect(
                weather.reentry() || stage.violations().isEmpty(),
                "one handler of a job at a time, got %s",
                stage.violations());
        expect(views.keySet().equals(judge.jobs()), "the same jobs in the log as in the table");
        for (JobView view : views.values()) {
            judgeJob(view, judge.walkOf(view.id()), last(stored, view.id()));
        }
    }

    private void judgeWhatWasHeard(List<JobEvent> stored) {
        long last = stored.isEmpty() ? 0 : stored.get(stored.size() - 1).seq();
        while (!stored.isEmpty()
                && (heard.events().isEmpty()
                        || heard.events().get(heard.events().size() - 1).seq() < last)) {
            expect(heard.next(PATIENCE.toMillis()) != null, "to hear of all events up to %d", last);
        }
        expect(stored.equals(heard.events()), "the same events in the store as heard");
    }

    private static JobEvent last(List<JobEvent> stored, JobId id) {
        return stored.stream()
                .filter(event -> event.job().equals(id))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private void judgeJob(JobView view, Walk walk, JobEvent last) {
        expect(walk.state() == view.state(), "%s by the log, got %s", walk.state(), view);
        expect(walk.attempt() == view.attempt(), "attempt %d by the log, got %s", walk.attempt(), view);
        JobHandle<String> handle = engine.jobs().handle(view.id(), Act.class);
        expect(TestEngine.now(handle.state()) == view.state(), "the state of %s at the handle", view);
        String told = handle.result()
                .map(result -> "JobCompleted \"" + result + '"')
                .onErrorResume(failure -> Mono.just(Actor.nameOf(failure)))
                .blockOptional(PATIENCE)
                .orElse("nothing");
        expect(told.equals(endAsTold(last)), "%s at the handle, got %s", endAsTold(last), told);
        boolean same = TestEngine.now(engine.jobs().tree(view.id())).job().state() == view.state();
        expect(same, "the state of %s in its tree", view);
    }

    private static String endAsTold(JobEvent end) {
        if (end instanceof JobFailed failed) {
            return failed.error().code().name();
        }
        return end instanceof JobCompleted ? Spelling.of(end) : "CANCELLED";
    }

    /** What was refused left no trace; what has a trace was asked for. */
    private void judgeCommands(List<JobEvent> stored, Map<JobId, JobView> views) {
        for (Command command : commands) {
            expect(everStopped || command.answer().isDone(), "an answer to %s", command);
            String answer = command.answer().getNow("ok");
            expect(
                    everStopped || answer.equals("ok") || answer.equals("ILLEGAL_STATE"),
                    "no other refusal than ILLEGAL_STATE of %s, got %s",
                    command,
                    answer);
        }
        for (JobEvent event : stored) {
            if (event instanceof JobCancelled cancelled) {
                boolean asked = commands.stream()
                        .anyMatch(command -> command.mark().equals(cancelled.reason())
                                && command.mayHaveBeenTaken()
                                && isAtOrAbove(command.job(), event.job(), views));
                expect(asked, "somebody to have asked for %s", event);
            }
        }
        for (JobId id : views.keySet()) {
            long retried = stored.stream()
                    .filter(event -> event.job().equals(id)
                            && event instanceof JobQueued queued
                            && queued.cause() == JobEvent.Cause.RETRY)
                    .count();
            long asked = commands.stream()
                    .filter(command ->
                            command.name().equals("retry") && command.job().equals(id) && command.mayHaveBeenTaken())
                    .count();
            expect(retried <= asked, "at most %d retries of %s, got %d", asked, id, retried);
        }
        answers.stream()
                .filter(handle -> views.get(handle.id()).uniqueKey() != null && !handle.joined())
                .collect(Collectors.groupingBy(JobHandle::id, Collectors.counting()))
                .forEach((id, fresh) -> expect(fresh == 1, "one fresh dispatch of %s, got %d", id, fresh));
    }

    private static boolean isAtOrAbove(JobId upper, JobId lower, Map<JobId, JobView> views) {
        for (JobId id = lower; id != null; id = views.get(id).parent()) {
            if (id.equals(upper)) {
                return true;
            }
        }
        return false;
    }

    private static void expect(boolean so, String words, Object... parts) {
        if (!so) {
            throw new AssertionError("expected " + words.formatted(parts));
        }
    }
}
