package io.headwater.testkit.storm;

import io.headwater.jobs.Job;
import io.headwater.jobs.JobType;

/**
 * A job that waits for one like itself, so many levels down.
 *
 * @param levels how many are below it
 */
@JobType(name = "storm.nest")
record Nest(int number, int levels) implements Job<Integer> {}
