package io.headwater.core.run;

import io.headwater.core.journal.NewJob;
import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.Job;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobId;
import java.lang.reflect.Type;

/** What a handler shares with hosts: how a job is written for the store, and handles. */
public interface Access {
    /** @throws io.headwater.jobs.JobException when the job cannot be stored */
    NewJob prepare(Job<?> job, DispatchOptions options);

    <R> JobHandle<R> handle(JobId id, boolean joined, Type result);

    /** What a handle's job results in. @throws IllegalArgumentException for a handle of another engine */
    Type resultOf(JobHandle<?> handle);
}
