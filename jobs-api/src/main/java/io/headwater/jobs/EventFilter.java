package io.headwater.jobs;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which events a subscriber wants. Start from {@link #all()} and narrow it.
 *
 * @param job only of this job
 * @param root only of jobs below this root
 * @param type only of jobs of this type
 * @param kinds only of these kinds
 */
public record EventFilter(
        @Nullable JobId job, @Nullable JobId root, @Nullable String type, Set<JobEvent.Kind> kinds) {
    private static final EventFilter ALL = new EventFilter(null, null, null, EnumSet.allOf(JobEvent.Kind.class));

    public EventFilter {
        kinds = Set.copyOf(kinds);
    }

    public static EventFilter all() {
        return ALL;
    }

    public EventFilter ofJob(JobId id) {
        return new EventFilter(id, root, type, kinds);
    }

    public EventFilter below(JobId top) {
        return new EventFilter(job, top, type, kinds);
    }

    public EventFilter ofType(String name) {
        return new EventFilter(job, root, name, kinds);
    }

    public EventFilter only(JobEvent.Kind first, JobEvent.Kind... more) {
        return new EventFilter(job, root, type, EnumSet.of(first, more));
    }

    public boolean accepts(JobEvent event) {
        JobEvent.Stamp stamp = event.stamp();
        return (job == null || job.equals(stamp.job()))
                && (root == null || root.equals(stamp.root()))
                && (type == null || type.equals(stamp.type()))
                && kinds.contains(event.kind());
    }
}
