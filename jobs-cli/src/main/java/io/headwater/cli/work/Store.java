package io.headwater.cli.work;

import io.headwater.cli.screen.Screen;
import io.headwater.core.JobEngine;
import io.headwater.core.Runs;
import io.headwater.jobs.Jobs;
import java.util.function.Function;

/** The jobs of a home, looked at and steered with nothing running. */
public final class Store {
    private final Home home;
    private final Screen screen;

    public Store(Home home, Screen screen) {
        this.home = home;
        this.screen = screen;
    }

    /** Says in the end what waits. Fails with {@code STORE_BUSY} while another command is at work here. */
    public <T> T look(Function<Jobs, T> look) {
        try (JobEngine jobs = home.open(KnownJobs.toldTo(JobEngine.builder().run(Runs.NOTHING)))) {
            T seen = look.apply(jobs);
            sayWhatWaits(Unfinished.in(jobs).waiting());
            return seen;
        }
    }

    private void sayWhatWaits(long jobs) {
        if (jobs > 0) {
            screen.says(
                    jobs == 1
                            ? "1 job waits: type the same command again"
                            : "%d jobs wait: type the same commands again".formatted(jobs));
        }
    }
}
