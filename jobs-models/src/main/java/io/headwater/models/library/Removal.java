package io.headwater.models.library;

import io.headwater.models.cache.Deletion;

/** What is to be removed, before it is: to be shown, or to be carried out by {@link Library#carryOut}. */
public final class Removal {
    private final Deletion deletion;

    Removal(Deletion deletion) {
        this.deletion = deletion;
    }

    public Deletion deletion() {
        return deletion;
    }

    /** How much of the disk that frees. */
    public long bytes() {
        return deletion.bytes();
    }

    public boolean isEmpty() {
        return deletion.isEmpty();
    }
}
