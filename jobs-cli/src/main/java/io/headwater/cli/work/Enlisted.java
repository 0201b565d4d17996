package io.headwater.cli.work;

import io.headwater.jobs.JobId;
import io.headwater.jobs.JobTree;

/**
 * A command's job before it runs.
 *
 * @param tree how things stood
 * @param seq after which event they began to change
 */
record Enlisted(JobTree tree, long seq) {
    JobId job() {
        return tree.job().id();
    }
}
