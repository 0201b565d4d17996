package io.headwater.models.download;

/**
 * What is certain of a partial file; lies beside it. Bytes that no note vouches for do not count. The digest tells
 * whether those that it vouches for are still what they were: after a power cut they need not be.
 *
 * @param bytes how many there are
 * @param sha256 their digest
 * @param version what they are the beginning of
 */
record PartialNote(long bytes, String sha256, Version version) {
    static final PartialNote NOTHING = new PartialNote(0, "", Version.UNKNOWN);

    /** Refuses what a half-written or foreign file may say, so that it counts as no note at all. */
    PartialNote {
        if (bytes < 0 || sha256 == null || version == null) {
            throw new IllegalArgumentException("not a note of a partial file");
        }
    }
}
