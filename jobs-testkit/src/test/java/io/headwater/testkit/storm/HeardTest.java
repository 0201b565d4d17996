package io.headwater.testkit.storm;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.testkit.TestEngine;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class HeardTest {
    private static final int JOBS = 2_000;
    private static final int EVENTS_OF_EACH = 3;

    /** A storm that goes deaf waits in vain for what has long happened. */
    @Test
    void G12_who_looks_for_events_all_the_time_is_in_the_way_of_none() {
        TestEngine.Builder builder = TestEngine.builder().handler(Act.class, (act, context) -> Mono.just("done"));
        try (TestEngine engine = builder.start()) {
            var heard = new Heard(engine, false);
            for (int job = 0; job < JOBS; job++) {
                engine.jobs().dispatch(new Act("")).subscribe();
            }
            while (heard.events().size() < JOBS * EVENTS_OF_EACH) {
                heard.next(0);
            }
            assertThat(heard.events()).hasSize(JOBS * EVENTS_OF_EACH);
        }
    }
}
