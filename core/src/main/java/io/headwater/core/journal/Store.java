package io.headwater.core.journal;

import io.headwater.core.fault.Faults;
import java.sql.SQLException;
import java.util.concurrent.ThreadFactory;

/** The open file: what its one writer works on, and those who read beside it. */
record Store(Database database, Ledger ledger, Readers readers) {
    static Store open(Database database, Faults faults, ThreadFactory threads) {
        database.open();
        Sql writer = null;
        try {
            writer = database.sql();
            return new Store(database, new Ledger(writer, faults.numbersAtOnce()), new Readers(database, threads));
        } catch (SQLException failure) {
            database.close();
            throw StoreErrors.of(failure, database.file());
        } catch (StoreException failure) {
            if (writer != null) {
                writer.close();
            }
            database.close();
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
