package io.headwater.core.codec;

import io.headwater.jobs.Job;
import io.headwater.jobs.JobHandler;
import io.headwater.jobs.JobType;
import java.lang.reflect.Type;

/**
 * A type of job that this engine can run.
 *
 * @param result what it results in
 */
public record RegisteredType<J extends Job<R>, R>(
        String name, int version, String title, String queue, Class<J> job, Type result, JobHandler<J, R> handler) {

    /** @throws IllegalArgumentException when the class does not say all that must be known of a job */
    static <J extends Job<R>, R> RegisteredType<J, R> of(Class<J> job, JobHandler<J, R> handler) {
        JobType type = declaredBy(job);
        String title = type.title().isEmpty() ? type.name() : type.title();
        return new RegisteredType<>(type.name(), type.version(), title, type.queue(), job, ResultType.of(job), handler);
    }

    static JobType declaredBy(Class<?> job) {
        JobType type = job.getAnnotation(JobType.class);
        if (type == null) {
            throw new IllegalArgumentException(
                    "%s has no @JobType, which gives a job its stored name".formatted(job.getName()));
        }
        if (!type.name().matches("[a-z0-9][a-z0-9._-]*")) {
            throw new IllegalArgumentException(
                    "a job type is named with small letters, digits, dots and dashes, was \"%s\""
                            .formatted(type.name()));
        }
        if (type.version() < 1) {
            throw new IllegalArgumentException(
                    "the version of a job type is at least 1, was " + type.version() + " in " + type.name());
        }
        if (!job.isRecord()) {
            throw new IllegalArgumentException("%s is not a record, so it cannot be stored".formatted(job.getName()));
        }
        return type;
    }
}
