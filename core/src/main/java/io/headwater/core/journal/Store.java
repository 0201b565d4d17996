package io.headwater.core.journal;

import io.headwater.core.fault.Faults;
import java.util.concurrent.ThreadFactory;

/** The open file: what its one writer works on, and those who read beside it. */
record Store(Database database, Ledger ledger, Readers readers) {
    static Store open(Database database, Faults faults, ThreadFactory threads) {
        Sql writer = database.open();
        try {
            return new Store(database, new Ledger(writer, faults.numbersAtOnce()), new Readers(database, threads));
        } catch (StoreException failure) {
            writer.close();
            throw StoreErrors.of(failure.failure(), database.file());
        }
    }

    void close() {
        try {
            readers.close();
            ledger.close();
        } catch (StoreException failure) {
            Journal.LOG.warn("The database did not close cleanly", failure);
        } finally {
            database.close();
        }
    }
}
