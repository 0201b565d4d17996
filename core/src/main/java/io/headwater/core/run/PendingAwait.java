package io.headwater.core.run;

import io.headwater.core.lifecycle.Start.Outcome;
import io.headwater.core.lifecycle.Wait;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;

/** An await of a handler in memory, until it is told what came of it. */
final class PendingAwait<R> {
    private final List<Wait> waits;
    private final Function<Map<String, Outcome>, @Nullable R> decode;
    private final MonoSink<R> sink;
    private boolean answered;
    volatile boolean asksWhenStarted;

    PendingAwait(List<Wait> waits, Function<Map<String, Outcome>, @Nullable R> decode, MonoSink<R> sink) {
        this.waits = waits;
        this.decode = decode;
        this.sink = sink;
    }

    List<Wait> waits() {
        return waits;
    }

    boolean isCovered(Map<String, Outcome> outcomes) {
        return waits.stream().allMatch(wait -> outcomes.containsKey(wait.identity()));
    }

    private synchronized boolean answerOnce() {
        boolean first = !answered;
        answered = true;
        return first;
    }

    void answer(Map<String, Outcome> outcomes) {
        if (!answerOnce()) {
            return;
        }
        try {
            sink.success(decode.apply(outcomes));
        } catch (RuntimeException failure) {
            sink.error(failure);
        }
    }

    void fail(Throwable failure) {
        if (answerOnce()) {
            sink.error(failure);
        }
    }
}
