package io.headwater.testkit.crash;

import io.headwater.core.Durability;
import io.headwater.core.JobEngine;
import io.headwater.jobs.DispatchOptions;
import io.headwater.testkit.TestEngine;
import java.nio.file.Path;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** Dispatches one job after the other and says of each that it was accepted. */
final class FullMain {
    static final String ACCEPTED = "accepted";
    static final int JOBS = 20;

    private FullMain() {}

    public static void main(String[] arguments) {
        try (JobEngine engine = JobEngine.builder()
                .database(Path.of(arguments[0]))
                .durability(Durability.valueOf(arguments[1]))
                .handler(Errand.class, (errand, context) -> Mono.just("done"))
                .start()) {
            for (int number = 0; number < JOBS; number++) {
                engine.dispatch(
                                new Errand(Errand.Trade.PLAIN, number),
                                DispatchOptions.defaults().withDelay(Duration.ofDays(1)))
                        .block(TestEngine.PATIENCE);
                System.out.println(ACCEPTED);
            }
            // An end in good order would sync whatever was left.
            Runtime.getRuntime().halt(0);
        }
    }
}
