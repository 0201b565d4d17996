package io.headwater.cli.screen;

import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobEvent.JobCancelled;
import io.headwater.jobs.JobEvent.JobCompleted;
import io.headwater.jobs.JobEvent.JobFailed;
import io.headwater.jobs.JobEvent.JobLogged;
import io.headwater.jobs.JobEvent.JobRetrying;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobTree;
import io.headwater.jobs.LogLevel;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is worth a line of its own among all that happens. How the command itself ends is told elsewhere. */
final class Story {
    private final boolean verbose;
    private final Map<JobId, String> names = new HashMap<>();
    private @Nullable JobId top;

    Story(boolean verbose) {
        this.verbose = verbose;
    }

    /** Learns what the jobs are called. */
    void learn(JobTree tree) {
        top = tree.job().id();
        tree.flatten().forEach(below -> names.put(below.job().id(), Words.name(below.job())));
    }

    Optional<String> lineOf(JobEvent event) {
        if (event instanceof JobLogged logged) {
            return line(logged);
        }
        if (event.job().equals(top)) {
            return Optional.empty();
        }
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
        return event instanceof JobCompleted ? line(event, "done") : Optional.empty();
    }

    private Optional<String> line(JobLogged logged) {
        boolean worth = verbose || logged.level().compareTo(LogLevel.DEBUG) > 0;
        return worth ? line(logged, logged.message()) : Optional.empty();
    }

    private Optional<String> line(JobEvent event, String words) {
        String name = names.getOrDefault(event.job(), "Job " + event.job().brief());
        return Optional.of("%s: %s".formatted(name, Words.clean(words)));
    }
}
