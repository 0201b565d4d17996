package io.headwater.cli.jobs;

import io.headwater.cli.json.JobJson;
import io.headwater.cli.screen.Screen;
import io.headwater.cli.screen.Words;
import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobView;
import io.headwater.jobs.Jobs;
import java.util.Objects;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/** What can be asked of a job, and what people are told of it. Nothing runs meanwhile, so it takes effect at once. */
enum Steering {
    PAUSE("paused") {
        @Override
        Mono<Void> of(JobView job, Jobs jobs) {
            return jobs.pause(job.id());
        }
    },
    RESUME("resumed") {
        @Override
        Mono<Void> of(JobView job, Jobs jobs) {
            return jobs.resume(job.id());
        }
    },
    CANCEL("cancelled") {
        @Override
        Mono<Void> of(JobView job, Jobs jobs) {
            return jobs.cancel(job.id());
        }
    },
    RETRY("tried again") {
        @Override
        Mono<Void> of(JobView job, Jobs jobs) {
            return jobs.retry(job.id());
        }
    };

    private final String done;

    Steering(String done) {
        this.done = done;
    }

    abstract Mono<Void> of(JobView job, Jobs jobs);

    /** Does it and tells how the job stands then. */
    void carryOut(JobView job, Jobs jobs, Screen screen) {
        try {
            of(job, jobs).block();
        } catch (JobException.Conflict refusal) {
            throw inWords(refusal, job);
        }
        JobView now = Objects.requireNonNull(jobs.find(job.id()).block());
        screen.says("%s, job %s, is %s".formatted(Words.name(now), now.id().brief(), JobWords.state(now)));
        if (now.state() == JobState.WAITING && !now.blockedBy().isEmpty()) {
            screen.says("It waits for what is paused: "
                    + now.blockedBy().stream()
                            .map(blocking -> "headwater jobs resume " + blocking.brief())
                            .collect(Collectors.joining(", ")));
        }
        screen.item(JobJson.of(now));
    }

    private JobException inWords(JobException.Conflict refusal, JobView job) {
        boolean isKnown = refusal.code().equals(ErrorCode.ILLEGAL_STATE) && (this != RETRY || !canBeRetried(job));
        if (!isKnown) {
            return refusal;
        }
        String message = "%s, job %s, is %s, so it cannot be %s"
                .formatted(Words.name(job), job.id().brief(), JobWords.state(job), done);
        return new JobException.Conflict(ErrorCode.ILLEGAL_STATE, message, advice(job));
    }

    private static boolean canBeRetried(JobView job) {
        return job.state() == JobState.FAILED || job.state() == JobState.CANCELLED;
    }

    private static String advice(JobView job) {
        return switch (job.state()) {
            case COMPLETED -> "It is done; to have it done once more, type its command again.";
            case FAILED, CANCELLED ->
                "To try it again: headwater jobs retry " + job.id().brief();
            case QUARANTINED -> "To see why: headwater jobs show " + job.id().brief();
            case SCHEDULED, QUEUED, RUNNING, WAITING, PAUSED ->
                "See how it stands: headwater jobs show " + job.id().brief();
        };
    }
}
