package io.headwater.cli.work;

import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which jobs belong to a tree, and which of them are at rest: what is known from a first look and the events since. */
final class Course {
    private final JobId top;
    private final Map<JobId, Boolean> atRest = new LinkedHashMap<>();

    Course(JobTree tree) {
        top = tree.job().id();
        enter(tree);
    }

    /**
     * Takes in who has come since; of those who are known, the events tell more exactly.
     *
     * @return those among them that somebody has paused before
     */
    List<JobId> enter(JobTree tree) {
        var paused = new ArrayList<JobId>();
        tree.flatten().map(JobTree::job).forEach(job -> {
            boolean isNew = atRest.putIfAbsent(job.id(), isAtRest(job.state())) == null;
            if (isNew && job.state() == JobState.PAUSED) {
                paused.add(job.id());
            }
        });
        return paused;
    }

    boolean knows(JobId job) {
        return atRest.containsKey(job);
    }

    void saw(JobEvent event) {
        switch (event.kind()) {
            case PAUSED, COMPLETED, FAILED, CANCELLED, QUARANTINED -> atRest.put(event.job(), true);
            case SCHEDULED, QUEUED, STARTED, WAITING, RETRYING, RESUMED -> atRest.put(event.job(), false);
            case STOPPING, PROGRESSED, LOGGED -> {}
        }
    }

    /** Whether nothing is left to be followed: the top rests, and so does whatever stands below it and was stopped. */
    boolean isOver(boolean stopping) {
        return stopping ? !atRest.containsValue(false) : atRest.getOrDefault(top, false);
    }

    List<JobId> atWork() {
        return atRest.entrySet().stream()
                .filter(job -> !job.getValue())
                .map(Map.Entry::getKey)
                .toList();
    }

    private static boolean isAtRest(JobState state) {
        return !state.isLive() || state == JobState.PAUSED;
    }
}
