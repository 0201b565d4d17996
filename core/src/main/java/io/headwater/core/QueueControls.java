package io.headwater.core;

import io.headwater.core.journal.QueueTable.Setting;
import io.headwater.core.queue.Queues;
import io.headwater.jobs.JobQueues;
import io.headwater.jobs.QueueView;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;

/** Changes queues in the transaction that stores the change; the next one starts what may start by it. */
final class QueueControls implements JobQueues {
    private final JobEngine engine;
    private final Queues queues;

    QueueControls(JobEngine engine, Queues queues) {
        this.engine = engine;
        this.queues = queues;
    }

    @Override
    public Mono<List<QueueView>> list() {
        return engine.read(reader -> reader.views().queued()).flatMap(queued -> engine.ask(ledger -> views(queued)));
    }

    private List<QueueView> views(Map<String, Long> queued) {
        return queues.names().stream()
                .map(name -> new QueueView(
                        name,
                        queues.slots(name),
                        queues.isPaused(name),
                        queues.running(name),
                        queued.getOrDefault(name, 0L)))
                .toList();
    }

    @Override
    public Mono<Void> slots(String queue, int slots) {
        if (slots < 1) {
            return Mono.error(EngineErrors.noSlots(queue, slots));
        }
        return change(queue, setting -> {
            Integer stored = slots == queues.builtSlots(queue) ? null : (Integer) slots;
            return new Setting(queue, stored, setting.paused());
        });
    }

    @Override
    public Mono<Void> pause(String queue) {
        return change(queue, setting -> new Setting(queue, setting.slots(), true));
    }

    @Override
    public Mono<Void> resume(String queue) {
        return change(queue, setting -> new Setting(queue, setting.slots(), false));
    }

    private Mono<Void> change(String queue, UnaryOperator<Setting> change) {
        return engine.ask(ledger -> {
                    if (!queues.has(queue)) {
                        throw EngineErrors.unknownQueue(queue, queues.names());
                    }
                    Setting changed = change.apply(ledger.queues().of(queue));
                    ledger.queues().put(changed);
                    ledger.afterCommit(() -> queues.set(queue, changed.slots(), changed.paused()));
                    return queue;
                })
                .then();
    }
}
