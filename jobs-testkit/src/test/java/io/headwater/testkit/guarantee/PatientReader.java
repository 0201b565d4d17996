package io.headwater.testkit.guarantee;

import io.headwater.jobs.JobEvent;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

/** A subscriber that asks for nothing by itself. */
final class PatientReader extends BaseSubscriber<JobEvent> {
    private final Queue<JobEvent> seen = new ConcurrentLinkedQueue<>();
    private volatile boolean hasHeardTheEnd;

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        // The test asks.
    }

    @Override
    protected void hookOnNext(JobEvent event) {
        seen.add(event);
    }

    @Override
    protected void hookOnComplete() {
        hasHeardTheEnd = true;
    }

    List<JobEvent> seen() {
        return List.copyOf(seen);
    }

    boolean hasHeardTheEnd() {
        return hasHeardTheEnd;
    }
}
