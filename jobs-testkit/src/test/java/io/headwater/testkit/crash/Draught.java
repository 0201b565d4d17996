package io.headwater.testkit.crash;

import io.headwater.jobs.Job;
import io.headwater.jobs.JobType;

/**
 * A job that is told by its name what it does.
 *
 * @param name whom a test speaks of
 */
@JobType(name = "crash.draught", title = "Draught")
record Draught(String name) implements Job<String> {}
