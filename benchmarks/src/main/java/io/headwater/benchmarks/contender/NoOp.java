package io.headwater.benchmarks.contender;

import io.headwater.jobs.Job;
import io.headwater.jobs.JobType;

/** A job that does nothing. */
@JobType(name = "benchmark.noop", title = "Nothing")
public record NoOp(int i) implements Job<Void> {}
