package io.headwater.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobState;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.guarantee.Stage.Serve;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class C11PriorityStreamTest {
    private static final DispatchOptions URGENT = DispatchOptions.defaults().withPriority(100);

    @Test
    void C11_every_tenth_start_takes_the_oldest_however_urgent_the_others_are() {
        Stage stage = new Stage().waits("blocker");
        // Each urgent job brings the next one, so that there are always some before the patient ones.
        for (int number = 0; number < 40; number++) {
            int next = number + 20;
            stage.when(
                    "urgent " + number,
                    context -> context.dispatch(new Serve("urgent " + next), URGENT)
                            .thenReturn("done"));
        }
        try (TestEngine engine = stage.engine().queue("service", 1).start()) {
            JobHandle<String> blocker = engine.dispatch(new Serve("blocker"));
            engine.until(blocker.id(), JobState.RUNNING);
            List<JobId> patient = new ArrayList<>();
            for (int number = 0; number < 3; number++) {
                patient.add(engine.dispatch(new Serve("patient " + number)).id());
            }
            for (int number = 0; number < 20; number++) {
                engine.dispatch(new Serve("urgent " + number), URGENT);
            }
            stage.say("blocker", "away");
            patient.forEach(job -> engine.until(job, JobState.COMPLETED));

            List<JobId> starts = engine.history().stream()
                    .filter(JobEvent.JobStarted.class::isInstance)
                    .map(JobEvent::job)
                    .filter(job -> !job.equals(blocker.id()))
                    .toList();
            // The first turn was the blocker's own.
            assertThat(patient).extracting(starts::indexOf).containsExactly(8, 18, 28);
        }
    }
}
