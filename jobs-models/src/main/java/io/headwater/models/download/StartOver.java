package io.headwater.models.download;

/** What is here and what comes do not belong together. Caught within this package. */
final class StartOver extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param why as a person is told it */
    StartOver(String why) {
        super(why, null, false, false);
    }

    String why() {
        return String.valueOf(getMessage());
    }
}
