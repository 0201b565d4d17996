/**
 * The vocabulary that authors of jobs and their hosts share: what a job is, how it is dispatched, watched and stopped.
 * The door is {@link io.headwater.jobs.Jobs}; an engine stands behind it.
 */
@NullMarked
package io.headwater.jobs;

import org.jspecify.annotations.NullMarked;
