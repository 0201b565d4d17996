/** All commands that look at jobs and steer them. The door is {@link io.headwater.cli.jobs.JobsCommands}. */
@NullMarked
package io.headwater.cli.jobs;

import org.jspecify.annotations.NullMarked;
