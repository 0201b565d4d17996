package io.headwater.cli.command;

import io.headwater.jobs.JobException;
import java.util.Map;

/** A failure of which there is more to tell programs than its error. */
public final class ToldFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final JobException failure;
    private final transient Map<String, ?> told;

    public ToldFailure(JobException failure, Map<String, ?> told) {
        super(failure);
        this.failure = failure;
        this.told = told;
    }

    public JobException failure() {
        return failure;
    }

    public Map<String, ?> told() {
        return told;
    }
}
