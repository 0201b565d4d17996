package io.headwater.core.run;

import io.headwater.core.journal.Command;
import io.headwater.core.journal.Ledger;
import io.headwater.core.journal.Reply;
import io.headwater.core.lifecycle.Dispatched;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** One dispatch on its way. Where the holder of its key is about to end, it is made again when that has ended. */
public final class PatientDispatch implements Command<Dispatched>, Reply<Dispatched> {
    /** Where dispatches of one kind go, and where their callers hear of them. */
    public record Desk(Consumer<PatientDispatch> journal, EndWatch ends, Executor answers) {
        /** Each subscription dispatches. */
        public Mono<Dispatched> make(Command<Dispatched> dispatch) {
            return make(dispatch, () -> {});
        }

        /** @param meanwhile is done on the caller's thread while the journal writes */
        public Mono<Dispatched> make(Command<Dispatched> dispatch, Runnable meanwhile) {
            return Mono.create(new Making(this, dispatch, meanwhile));
        }
    }

    /** One subscription. Not a lambda, because an archive of classes (JDK 17) leaves just that one out. */
    private record Making(Desk desk, Command<Dispatched> dispatch, Runnable meanwhile)
            implements Consumer<MonoSink<Dispatched>> {
        @Override
        public void accept(MonoSink<Dispatched> sink) {
            desk.journal().accept(new PatientDispatch(desk, dispatch, sink));
            meanwhile.run();
        }
    }

    private final Desk desk;
    private final Command<Dispatched> dispatch;
    private final MonoSink<Dispatched> sink;

    private PatientDispatch(Desk desk, Command<Dispatched> dispatch, MonoSink<Dispatched> sink) {
        this.desk = desk;
        this.dispatch = dispatch;
        this.sink = sink;
    }

    @Override
    public Dispatched apply(Ledger ledger) {
        Dispatched made = dispatch.apply(ledger);
        if (made.mustWait()) {
            // Entered in the order of the commits: the end may stand in the same batch.
            ledger.afterCommit(() ->
                    desk.ends().whenEnded(made.dying(), () -> desk.journal().accept(this), this::failed));
        }
        return made;
    }

    @Override
    public void done(Dispatched made) {
        if (!made.mustWait()) {
            desk.answers().execute(() -> sink.success(made));
        }
    }

    @Override
    public void failed(Throwable failure) {
        desk.answers().execute(() -> sink.error(failure));
    }
}
