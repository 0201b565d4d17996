package io.headwater.core.journal;

import org.jspecify.annotations.Nullable;

/** A command on its way. A request comes from a caller, who can be told that it did not work out. */
final class Entry<T extends @Nullable Object> {
    final boolean request;

    @Nullable
    Throwable failure;

    private final Command<T> command;
    private final Reply<T> reply;

    @Nullable
    private T value;

    private boolean answered;

    private Entry(Command<T> command, Reply<T> reply, boolean request) {
        this.command = command;
        this.reply = reply;
        this.request = request;
    }

    static <T extends @Nullable Object> Entry<T> request(Command<T> command, Reply<T> reply) {
        return new Entry<>(command, reply, true);
    }

    static <T extends @Nullable Object> Entry<T> report(Command<T> command, Reply<T> reply) {
        return new Entry<>(command, reply, false);
    }

    void apply(Ledger ledger) {
        value = command.apply(ledger);
    }

    @SuppressWarnings("NullAway") // the value is what the command returned, null only where T admits it
    void answer() {
        if (answered) {
            return; // the rest of its batch was not, when the engine broke off
        }
        answered = true;
        if (failure != null) {
            reply.failed(failure);
        } else {
            reply.done(value);
        }
    }
}
