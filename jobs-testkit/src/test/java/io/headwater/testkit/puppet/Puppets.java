package io.headwater.testkit.puppet;

import io.headwater.jobs.JobContext;
import io.headwater.jobs.JobInterrupted;
import io.headwater.jobs.StopReason;
import io.headwater.testkit.TestEngine;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Jobs whose handlers do only what a test tells them, by name.
 *
 * <p>A puppet has a script of {@linkplain Line lines}, which it plays one after the other, from the top in every run;
 * then it waits. What ends a run ({@link #emit}, {@link #end}, {@link #fail}, {@link #obey}) happens once, at once, and
 * whatever the puppet is doing; where no run is on stage, the next one hears it first. A puppet that was told nothing
 * waits for ever, and answers every request to stop; one that {@linkplain #ignoresRequests ignores} them is stopped by
 * the test alone.
 */
public final class Puppets {
    /** A queue with one slot; {@code default} has four. */
    public static final String NARROW = "narrow";

    private final Map<String, Strings> all = new ConcurrentHashMap<>();

    /** An engine with handlers for {@link Puppet} and {@link Doll}. */
    public TestEngine.Builder engine() {
        return engineForPuppetsOnly().handler(Doll.class, (job, context) -> enter(job.name(), context));
    }

    /** An engine that knows no {@link Doll}. */
    public TestEngine.Builder engineForPuppetsOnly() {
        return TestEngine.builder()
                .queue("default", 4)
                .queue(NARROW, 1)
                .handler(Puppet.class, (job, context) -> enter(job.name(), context));
    }

    private Mono<String> enter(String name, JobContext context) {
        return strings(name).enter(context);
    }

    private Strings strings(String name) {
        return all.computeIfAbsent(name, unused -> new Strings());
    }

    /** Adds lines to the script; a puppet that is on stage goes on with them. */
    public Puppets plays(String name, Line... lines) {
        strings(name).add(List.of(lines));
        return this;
    }

    /** The puppet does not answer when it is asked to stop. */
    public Puppets ignoresRequests(String name) {
        strings(name).ignoresRequests();
        return this;
    }

    /** The run ends with a value. */
    public void emit(String name, String value) {
        strings(name).order(stage -> stage.success(value));
    }

    /** The run ends without a value. */
    public void end(String name) {
        strings(name).order(stage -> stage.success());
    }

    public void fail(String name, String why) {
        fail(name, new IllegalStateException(why));
    }

    public void fail(String name, Throwable failure) {
        strings(name).order(stage -> stage.error(failure));
    }

    /** The run ends as one that was asked to stop. */
    public void obey(String name) {
        fail(name, new JobInterrupted(StopReason.PAUSE));
    }

    /** How often the puppet was run from the top. */
    public int runs(String name) {
        return strings(name).runs();
    }

    public boolean isOnStage(String name) {
        return strings(name).isOnStage();
    }

    /** Waits until a run of the puppet is in memory. */
    public void untilOnStage(String name) {
        TestEngine.waitFor(name + " to be on stage", () -> isOnStage(name));
    }

    /** What came of the lines so far, over all runs. */
    public List<String> heard(String name) {
        return strings(name).heard();
    }

    /** Why the run on stage was asked to stop; null where it was not. */
    public @Nullable StopReason request(String name) {
        return strings(name).request();
    }

    /** The process is gone, and all that puppets had in memory. */
    public void forget() {
        all.values().forEach(Strings::forget);
    }
}
