package io.headwater.testkit.guarantee;

import io.headwater.jobs.Job;
import io.headwater.jobs.JobContext;
import io.headwater.jobs.JobType;
import io.headwater.testkit.TestEngine;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Jobs that do what a test tells them by name; one that was told nothing ends at once with its name. */
final class Stage {
    /** An actor's part. */
    @JobType(name = "test.act", title = "Act")
    record Act(String name) implements Job<String> {}

    /** The same in a queue of its own. */
    @JobType(name = "test.serve", queue = "service")
    record Serve(String name) implements Job<String> {}

    private final Map<String, Function<JobContext, Mono<String>>> parts = new ConcurrentHashMap<>();
    private final Map<String, Sinks.One<String>> cues = new ConcurrentHashMap<>();

    Stage when(String name, Function<JobContext, Mono<String>> part) {
        parts.put(name, part);
        return this;
    }

    /** The actor waits for its cue, and answers every request to stop. */
    Stage waits(String name) {
        return when(name, context -> context.interruptible(cued(name)));
    }

    Mono<String> cued(String name) {
        return cue(name).asMono();
    }

    void say(String name, String value) {
        cue(name).tryEmitValue(value).orThrow();
    }

    void fail(String name, String words) {
        cue(name).tryEmitError(new IllegalStateException(words)).orThrow();
    }

    private Sinks.One<String> cue(String name) {
        return cues.computeIfAbsent(name, unused -> Sinks.one());
    }

    private Mono<String> play(String name, JobContext context) {
        return parts.getOrDefault(name, unused -> Mono.just(name)).apply(context);
    }

    TestEngine.Builder engine() {
        return TestEngine.builder()
                .queue("default", 4)
                .queue("service", 4)
                .handler(Act.class, (job, context) -> play(job.name(), context))
                .handler(Serve.class, (job, context) -> play(job.name(), context));
    }
}
