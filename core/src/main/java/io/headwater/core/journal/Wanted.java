package io.headwater.core.journal;

import io.headwater.jobs.JobId;
import io.headwater.jobs.JobState;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a list of jobs is narrowed to. Only what is asked for stands in the statement: so that indexes are used. */
public record Wanted(
        Set<JobState> states,
        @Nullable String type,
        @Nullable Long root,
        @Nullable String queue,
        @Nullable String key,
        JobId.@Nullable Ending ending,
        Map<String, String> labels) {
    /** Those of which there is an index: all that have not ended. */
    private static final Set<JobState> OPEN = EnumSet.of(
            JobState.SCHEDULED,
            JobState.QUEUED,
            JobState.RUNNING,
            JobState.WAITING,
            JobState.PAUSED,
            JobState.QUARANTINED);

    /** A condition, and the values of its places. */
    record Condition(String text, List<Object> values) {}

    public Wanted inStates(Set<JobState> others) {
        return new Wanted(others, type, root, queue, key, ending, labels);
    }

    /** Whether no ended job is wanted, so that history need not be looked at. */
    boolean onlyOpen() {
        return OPEN.containsAll(states);
    }

    Condition condition() {
        var parts = new ArrayList<String>();
        var values = new ArrayList<Object>();
        if (states.size() < JobState.values().length) {
            parts.add(inStates());
        }
        add(parts, values, "type = ?", type);
        add(parts, values, "queue = ?", queue);
        add(parts, values, "(unique_key is not null and unique_key = ?)", key);
        if (ending != null) {
            parts.add("(id & ?) = ?");
            values.add(ending.mask());
            values.add(ending.value());
        }
        if (root != null) {
            // Of a tree whose top is gone the rest is going, and is no answer.
            parts.add("(id = ? or parent is not null and root = ? and exists (select 1 from job where id = ?))");
            values.add(root);
            values.add(root);
            values.add(root);
        }
        labels.forEach((name, value) -> {
            parts.add("exists (select 1 from json_each(job.labels) label where label.key = ? and label.value = ?)");
            values.add(name);
            values.add(value);
        });
        return new Condition(parts.isEmpty() ? "true" : String.join(" and ", parts), values);
    }

    private String inStates() {
        String numbers = states.stream()
                .map(state -> Integer.toString(state.ordinal()))
                .sorted()
                .collect(Collectors.joining(", "));
        // The index of open jobs is taken only where its own condition is seen to hold.
        return "state in (" + numbers + ")" + (onlyOpen() ? " and (state <= 4 or state = 8)" : "");
    }

    private static void add(List<String> parts, List<Object> values, String part, @Nullable Object value) {
        if (value != null) {
            parts.add(part);
            values.add(value);
        }
    }
}
