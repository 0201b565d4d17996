package io.headwater.models.download;

/** What is here and what comes do not belong together. Caught within this package. */
final class StartOver extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean forWholeness;

    /** @param why as a person is told it */
    StartOver(String why) {
        this(why, false);
    }

    private StartOver(String why, boolean forWholeness) {
        super(why, null, false, false);
        this.forWholeness = forWholeness;
    }

    /** It is the same file, but the source gives no part of it. */
    static StartOver forWholeness() {
        return new StartOver("its source sends it only as a whole", true);
    }

    boolean isForWholeness() {
        return forWholeness;
    }

    String why() {
        return String.valueOf(getMessage());
    }
}
