package io.headwater.testkit.puppet;

import io.headwater.jobs.Job;
import io.headwater.jobs.JobType;

/**
 * A {@link Puppet} of another type, for what depends on types.
 *
 * @param name whom a test speaks to
 */
@JobType(name = "test.doll", title = "Doll")
public record Doll(String name) implements Job<String> {}
