package io.headwater.cli.work;

import io.headwater.core.JobEngine;
import io.headwater.core.Runs;
import io.headwater.jobs.Jobs;
import java.util.function.Function;

/** The jobs of a home, looked at with nothing running. */
public final class Store {
    private final Home home;

    public Store(Home home) {
        this.home = home;
    }

    /** Fails with {@code STORE_BUSY} while another command is at work here. */
    public <T> T look(Function<Jobs, T> look) {
        home.create();
        try (JobEngine engine =
                JobEngine.builder().database(home.database()).run(Runs.NOTHING).start()) {
            return look.apply(engine);
        }
    }
}
