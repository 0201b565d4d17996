package io.headwater.core.journal;

import java.sql.SQLException;

/** A statement failed. Never leaves the engine: callers get what {@link StoreErrors} makes of it. */
final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What the engine can do about it. */
    enum Kind {
        FULL,
        BUSY,
        READ_ONLY,
        CORRUPT,
        IO,
        /** Nothing the disk can be blamed for. */
        OTHER
    }

    private final SQLException failure;

    StoreException(SQLException failure) {
        super(failure.getMessage(), failure);
        this.failure = failure;
    }

    SQLException failure() {
        return failure;
    }

    Kind kind() {
        return kindOf(failure);
    }

    /** By SQLite's primary result codes. */
    static Kind kindOf(SQLException failure) {
        return switch (failure.getErrorCode() & 0xff) {
            case 13 -> Kind.FULL;
            case 5, 6 -> Kind.BUSY;
            case 8 -> Kind.READ_ONLY;
            case 11, 26 -> Kind.CORRUPT;
            case 10, 14, 23 -> Kind.IO;
            default -> Kind.OTHER;
        };
    }
}
