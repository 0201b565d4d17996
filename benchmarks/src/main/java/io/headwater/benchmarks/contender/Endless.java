package io.headwater.benchmarks.contender;

import io.headwater.jobs.Job;
import io.headwater.jobs.JobType;

/** A job that holds its slot. */
@JobType(name = "benchmark.endless", title = "Without end")
public record Endless(int i) implements Job<Void> {}
