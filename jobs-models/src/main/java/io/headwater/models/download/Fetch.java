package io.headwater.models.download;

import io.headwater.jobs.JobContext;
import io.headwater.jobs.Progress;
import java.util.function.Consumer;

/**
 * What a transfer is about: this file, from there to here.
 *
 * @param options what this one wants to have otherwise
 * @param settings what all of a host have in common
 */
record Fetch(RemoteFile file, PartialFile partial, Disk disk, FetchOptions options, Settings settings) {
    /** Who hears how far it is. */
    Consumer<Progress> listener(JobContext context) {
        return options.reports() == null ? context::progress : options.reports();
    }
}
