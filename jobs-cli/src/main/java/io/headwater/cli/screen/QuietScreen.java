package io.headwater.cli.screen;

import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobTree;
import java.io.PrintStream;
import java.util.Map;

/** Shows nothing but what was asked for; errors are told elsewhere. */
final class QuietScreen implements Screen {
    private final PrintStream out;

    QuietScreen(PrintStream out) {
        this.out = out;
    }

    @Override
    public void happened(JobEvent event) {}

    @Override
    public void shows(JobTree tree) {}

    @Override
    public void settle() {}

    @Override
    public void says(String line) {}

    @Override
    public void answers(String line) {
        out.println(line);
    }

    @Override
    public void result(Map<String, ?> fields) {}
}
