package io.headwater.benchmarks.measure;

import static io.headwater.benchmarks.contender.Contenders.HEADWATER;

import io.headwater.benchmarks.contender.Contender;
import io.headwater.benchmarks.contender.Contenders;
import io.headwater.benchmarks.contender.Headwater;
import io.headwater.benchmarks.contender.Started;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Throughput beside a thousand and beside a million jobs that lie in a queue of their own, in turn in one JVM. */
final class ManyStored implements Measurement {
    private static final int PAIRS = 5;
    private static final int JOBS = 20_000;

    @Override
    public String name() {
        return "stored";
    }

    @Override
    public String title() {
        return "Throughput with 1 000 and with 1 000 000 jobs stored, median of 5 pairs";
    }

    @Override
    public List<String> contenders() {
        return List.of(HEADWATER);
    }

    @Override
    public List<Goal> goals() {
        return List.of(Goal.atLeast(0.85, "million / thousand", HEADWATER));
    }

    @Override
    public int rounds(int asked) {
        return 1;
    }

    @Override
    public Map<String, Double> measure(String name, Path folder, double scale) throws Exception {
        Headwater few = holding(name, folder, "few", 1_000);
        Headwater many = holding(name, folder, "many", (int) (1_000_000 * scale));
        List<Double> withFew = new ArrayList<>();
        List<Double> withMany = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        var fewBurst = new Burst(new OnlyNew(few), 1);
        var manyBurst = new Burst(new OnlyNew(many), 1);
        int jobs = (int) Math.max(200, JOBS * scale);
        fewBurst.run(jobs);
        manyBurst.run(jobs);
        for (int pair = 0; pair < PAIRS; pair++) {
            double one = fewBurst.run(jobs);
            double other = manyBurst.run(jobs);
            withFew.add(one);
            withMany.add(other);
            ratios.add(other / one);
        }
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("jobs/s, thousand", Median.of(withFew));
        figures.put("jobs/s, million", Median.of(withMany));
        figures.put("million / thousand", Median.of(ratios));
        return figures;
    }

    private static Headwater holding(String name, Path folder, String which, int jobs) throws Exception {
        var headwater = (Headwater) Contenders.make(name, Files.createDirectory(folder.resolve(which)), 8);
        headwater.start();
        headwater.hold(jobs);
        return headwater;
    }

    /** Counts what began instead of asking the store, where the answer would cost more the more is held. */
    private static final class OnlyNew implements Contender {
        private final Headwater headwater;
        private int before;
        private int dispatched;

        OnlyNew(Headwater headwater) {
            this.headwater = headwater;
        }

        @Override
        public void start() {}

        @Override
        public void dispatch(int number) throws InterruptedException {
            if (dispatched == 0) {
                before = Started.count();
            }
            dispatched++;
            headwater.dispatch(number);
        }

        @Override
        public long unfinished() {
            if (headwater.engine().isBusy()) {
                return Math.max(1, headwater.engine().unwritten());
            }
            int left = dispatched - (Started.count() - before);
            if (left == 0) {
                dispatched = 0;
            }
            return left;
        }

        @Override
        public void close() {
            headwater.close();
        }
    }
}
