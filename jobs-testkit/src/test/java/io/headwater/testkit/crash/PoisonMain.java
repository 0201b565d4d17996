package io.headwater.testkit.crash;

import io.headwater.core.JobEngine;
import io.headwater.jobs.JobContext;
import io.headwater.jobs.JobQuery;
import io.headwater.jobs.JobState;
import io.headwater.testkit.TestEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A process that one of its jobs ends from inside, whenever that job starts. Its neighbours run beside it, as long as
 * they may; it waits for them a moment, so that they die with it.
 */
final class PoisonMain {
    static final String POISON = "poison";
    static final List<String> NEIGHBOURS = List.of("bread", "water");

    /** How the process ends by the poison. */
    static final int POISONED = 99;

    private final Map<String, Sinks.One<String>> begun =
            Map.of(NEIGHBOURS.get(0), Sinks.one(), NEIGHBOURS.get(1), Sinks.one());
    private final Report report;

    private PoisonMain(Report report) {
        this.report = report;
    }

    /** The file; how often a job may crash; then the jobs to dispatch, in this order. */
    public static void main(String[] arguments) {
        Report report = Report.onStandardOutput();
        CrashLabMain.endWithParent();
        List<String> names = Stream.of(arguments).skip(2).toList();
        new PoisonMain(report).run(Path.of(arguments[0]), Integer.parseInt(arguments[1]), names);
    }

    private void run(Path file, int crashLimit, List<String> names) {
        JobQuery live = JobQuery.all()
                .inState(JobState.QUEUED, JobState.RUNNING, JobState.WAITING, JobState.SCHEDULED, JobState.PAUSED);
        try (JobEngine engine = JobEngine.builder()
                .database(file)
                .queue("default", 4)
                .crashLimit(crashLimit)
                .handler(Draught.class, (job, context) -> drink(job, context).thenReturn(job.name()))
                .start()) {
            report.say(Fact.Kind.OPEN);
            Flux.fromIterable(names)
                    .concatMap(name -> engine.dispatch(new Draught(name)))
                    .blockLast(TestEngine.PATIENCE);
            engine.count(live)
                    .repeatWhen(rounds -> rounds.delayElements(Duration.ofMillis(20)))
                    .takeUntil(count -> count == 0)
                    .blockLast(TestEngine.PATIENCE);
            report.say(Fact.Kind.DONE);
        }
    }

    private Mono<?> drink(Draught job, JobContext context) {
        if (!job.name().equals(POISON)) {
            begun.get(job.name()).tryEmitValue(job.name());
            return context.interruptible(Mono.delay(Duration.ofMillis(600)));
        }
        return Mono.when(begun.values().stream().map(Sinks.One::asMono).toList())
                .timeout(Duration.ofMillis(300), Mono.empty())
                .then(Mono.fromRunnable(() -> Runtime.getRuntime().halt(POISONED)));
    }
}
