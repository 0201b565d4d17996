package io.headwater.core.journal;

import org.jspecify.annotations.Nullable;

/**
 * One change, decided and written inside a transaction. It may be applied again when the transaction fails, so it changes
 * nothing but the ledger; and it refuses, with a {@link io.headwater.jobs.JobException}, before it writes.
 */
@FunctionalInterface
public interface Command<T extends @Nullable Object> {
    T apply(Ledger ledger);
}
