package io.headwater.models.disk;

/** What may be asked of a disk. */
public enum Operation {
    OPEN,
    READ,
    WRITE,
    FORCE,
    TRUNCATE,
    LOCK,
    LOOK,
    LIST,
    MAKE,
    LINK,
    MOVE,
    DELETE,
    ROOM;

    /** Whether a full disk refuses it. */
    public boolean takesRoom() {
        return this == WRITE || this == MAKE || this == LINK;
    }
}
