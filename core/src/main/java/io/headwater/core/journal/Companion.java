package io.headwater.core.journal;

/** Goes along with each transaction; on the journal's thread. */
public interface Companion {
    /** A command was applied. What is done here, as all of it, may be undone, and done again. */
    void applied(Ledger ledger);

    /** The last to add to the transaction. May be called again, when it is undone and applied anew. */
    void beforeCommit(Ledger ledger);

    /** The transaction was undone. */
    void undone();

    /** The transaction is durable; before any effect of it. */
    void committed();

    /** All effects of the transaction have been brought about and all callers answered. */
    void afterBatch();

    /** How many more jobs could start at once if they came now. */
    int room(int ending);
}
