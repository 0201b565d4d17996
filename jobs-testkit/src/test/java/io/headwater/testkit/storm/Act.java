package io.headwater.testkit.storm;

import io.headwater.jobs.Job;
import io.headwater.jobs.JobType;

/**
 * Work that a {@link Actor} does.
 *
 * @param tag what tells it from other work
 */
@JobType(name = "storm.act")
record Act(String tag) implements Job<String> {}
