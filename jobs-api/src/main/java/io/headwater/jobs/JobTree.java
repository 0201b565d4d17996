package io.headwater.jobs;

import java.util.List;
import java.util.stream.Stream;

/**
 * A job and what stands below it: its children, and the shared jobs that it depends on. A shared job stands below each
 * of those that wait for it.
 *
 * @param relation how it stands to the job above
 * @param shared whether more than one job waits for it
 */
public record JobTree(JobView job, Relation relation, boolean shared, List<JobTree> children) {
    /** How a job stands to the one above it. */
    public enum Relation {
        /** The top of what is shown. */
        ROOT,
        /** Dispatched or awaited without a unique key: pause and cancel reach it. */
        CHILD,
        /** Dispatched or awaited with a unique key: it has a life of its own. */
        DEPENDENCY
    }

    public JobTree {
        children = List.copyOf(children);
    }

    /** This job and all below it, the upper ones first. */
    public Stream<JobTree> flatten() {
        return Stream.concat(Stream.of(this), children.stream().flatMap(JobTree::flatten));
    }
}
