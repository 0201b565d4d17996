package io.headwater.benchmarks.measure;

import static io.headwater.benchmarks.contender.Contenders.HEADWATER;

import io.headwater.benchmarks.contender.Contenders;
import io.headwater.benchmarks.contender.Headwater;
import io.headwater.jobs.JobQuery;
import io.headwater.jobs.JobState;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A million queued jobs in a small heap. */
final class Million implements Measurement {
    private static final int JOBS = 1_000_000;

    @Override
    public String name() {
        return "million";
    }

    @Override
    public String title() {
        return "1 000 000 jobs queued in -Xmx256m";
    }

    @Override
    public List<String> contenders() {
        return List.of(HEADWATER);
    }

    @Override
    public List<String> jvmOptions() {
        return List.of("-Xmx256m");
    }

    @Override
    public int rounds(int asked) {
        return 1;
    }

    @Override
    public List<Goal> goals() {
        return List.of(Goal.atLeast(1, "share queued", HEADWATER));
    }

    @Override
    public Map<String, Double> measure(String name, Path folder, double scale) throws Exception {
        int jobs = (int) (JOBS * scale);
        var headwater = (Headwater) Contenders.make(name, folder, 8);
        headwater.start();
        long before = Heap.used();
        headwater.hold(jobs);
        JobQuery queued = JobQuery.all().inState(JobState.QUEUED);
        double stored = Objects.requireNonNull(headwater.engine().count(queued).block());
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("share queued", stored / jobs);
        figures.put("heap bytes/job", (Heap.used() - before) / (double) jobs);
        return figures;
    }
}
