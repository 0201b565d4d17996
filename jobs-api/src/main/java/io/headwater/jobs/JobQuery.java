package io.headwater.jobs;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs a list shows, newest first. Start from {@link #all()} and narrow it.
 *
 * @param states only jobs in one of these
 * @param type only of this type
 * @param root only of the tree below this job
 * @param queue only of this queue
 * @param key only with this unique key, of whatever type and scope
 * @param ending only those whose id ends so
 * @param labels only with all of these
 * @param limit how many on a page, at most 200
 * @param cursor where the page begins: what {@link Page#next()} of the page before said
 */
public record JobQuery(
        Set<JobState> states,
        @Nullable String type,
        @Nullable JobId root,
        @Nullable String queue,
        @Nullable String key,
        JobId.@Nullable Ending ending,
        Map<String, String> labels,
        int limit,
        @Nullable String cursor) {
    private static final int LARGEST_PAGE = 200;
    private static final JobQuery ALL =
            new JobQuery(EnumSet.allOf(JobState.class), null, null, null, null, null, Map.of(), 50, null);

    public JobQuery {
        states = Set.copyOf(states);
        labels = Map.copyOf(labels);
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw new IllegalArgumentException("a page has 1 to " + LARGEST_PAGE + " jobs, was " + limit);
        }
    }

    public static JobQuery all() {
        return ALL;
    }

    public JobQuery inState(JobState first, JobState... more) {
        return new JobQuery(EnumSet.of(first, more), type, root, queue, key, ending, labels, limit, cursor);
    }

    public JobQuery ofType(String name) {
        return new JobQuery(states, name, root, queue, key, ending, labels, limit, cursor);
    }

    public JobQuery below(JobId top) {
        return new JobQuery(states, type, top, queue, key, ending, labels, limit, cursor);
    }

    public JobQuery inQueue(String name) {
        return new JobQuery(states, type, root, name, key, ending, labels, limit, cursor);
    }

    public JobQuery withKey(String unique) {
        return new JobQuery(states, type, root, queue, unique, ending, labels, limit, cursor);
    }

    public JobQuery endingIn(JobId.Ending last) {
        return new JobQuery(states, type, root, queue, key, last, labels, limit, cursor);
    }

    public JobQuery withLabel(String name, String value) {
        var more = new TreeMap<>(labels);
        more.put(name, value);
        return new JobQuery(states, type, root, queue, key, ending, more, limit, cursor);
    }

    public JobQuery withLimit(int most) {
        return new JobQuery(states, type, root, queue, key, ending, labels, most, cursor);
    }

    public JobQuery after(String next) {
        return new JobQuery(states, type, root, queue, key, ending, labels, limit, next);
    }
}
