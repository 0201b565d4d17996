package io.headwater.cli.screen;

import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobEvent.JobCancelled;
import io.headwater.jobs.JobEvent.JobCompleted;
import io.headwater.jobs.JobEvent.JobFailed;
import io.headwater.jobs.JobEvent.JobLogged;
import io.headwater.jobs.JobEvent.JobProgressed;
import io.headwater.jobs.JobEvent.JobRetrying;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobTree;
import io.headwater.jobs.LogLevel;
import io.headwater.jobs.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What is worth a line of its own among all that happens. How the command itself ends is told elsewhere. */
final class Story {
    private final boolean verbose;
    private final UnaryOperator<String> named;
    private final Map<JobId, String> names = new HashMap<>();
    private final Map<JobId, Progress> newest = new HashMap<>();
    private final List<JobEvent> untold = new ArrayList<>();
    private @Nullable JobId top;

    /** @param named how a name is written into a line */
    Story(boolean verbose, UnaryOperator<String> named) {
        this.verbose = verbose;
        this.named = named;
    }

    void happened(JobEvent event) {
        untold.add(event);
    }

    /** The lines about what has happened since, once a look at the jobs has told what they are called. */
    List<String> linesWith(JobTree tree) {
        top = tree.job().id();
        tree.flatten().forEach(below -> names.put(below.job().id(), Words.name(below.job())));
        return lines();
    }

    List<String> lines() {
        List<String> lines =
                untold.stream().map(this::lineOf).flatMap(Optional::stream).toList();
        untold.clear();
        return lines;
    }

    private Optional<String> lineOf(JobEvent event) {
        if (event instanceof JobProgressed moved) {
            newest.put(event.job(), moved.progress());
            return Optional.empty();
        }
        if (event instanceof JobLogged logged) {
            return line(logged);
        }
        return event.job().equals(top) ? Optional.empty() : lineOfBelow(event);
    }

    private Optional<String> lineOfBelow(JobEvent event) {
        if (event instanceof JobRetrying retrying) {
            Duration rest = Duration.between(event.at(), retrying.retryAt());
            return line(event, "%s; next try in %s".formatted(retrying.error().message(), Words.duration(rest)));
        }
        // The only job below the command fails with the command, which is told in the end.
        if (event instanceof JobFailed failed && names.size() > 2) {
            return line(event, "failed: " + failed.error().message());
        }
        if (event instanceof JobCancelled cancelled) {
            return line(event, "cancelled: " + cancelled.reason());
        }
        return event instanceof JobCompleted ? line(event, "done" + summary(event.job())) : Optional.empty();
    }

    /** Such as {@code , 1.5 GB in 1 min 20 s, 18 MB/s on average}: as much as is known. */
    private String summary(JobId job) {
        Progress last = newest.remove(job);
        Duration elapsed = last == null ? null : last.elapsed();
        if (last == null || elapsed == null || last.unit() != Progress.Unit.BYTES || last.done() == 0) {
            return "";
        }
        return ", " + Words.achieved(last.done(), last.done() - last.found(), elapsed);
    }

    private Optional<String> line(JobLogged logged) {
        boolean worth = verbose || logged.level().compareTo(LogLevel.DEBUG) > 0;
        return worth ? line(logged, logged.message()) : Optional.empty();
    }

    private Optional<String> line(JobEvent event, String words) {
        String name = names.getOrDefault(event.job(), "Job " + event.job().brief());
        return Optional.of("%s: %s".formatted(named.apply(name), Words.clean(words)));
    }
}
