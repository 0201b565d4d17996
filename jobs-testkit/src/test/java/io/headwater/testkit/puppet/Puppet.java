package io.headwater.testkit.puppet;

import io.headwater.jobs.Job;
import io.headwater.jobs.JobType;

/**
 * Work that does what {@link Puppets} tell it.
 *
 * @param name whom a test speaks to
 */
@JobType(name = "test.puppet", title = "Puppet")
public record Puppet(String name) implements Job<String> {}
