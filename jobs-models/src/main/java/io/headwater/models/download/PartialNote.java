package io.headwater.models.download;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is certain of a partial file; lies beside it. Bytes that no note vouches for do not count. The digest tells
 * whether the first of those that it vouches for are still what they were: after a power cut they need not be. For the
 * others, the digest of the whole file will tell.
 *
 * @param here which bytes there are
 * @param hashed how many of them, from the beginning on, the digest was made of
 * @param digest null where it was made of none
 * @param version what they are a part of
 * @param source who calls that version so
 */
record PartialNote(
        List<Span> here,
        long hashed,
        @Nullable Digest digest,
        Version version,
        @Nullable String source) {
    static final PartialNote NOTHING = new PartialNote(List.of(), 0, null, Version.UNKNOWN, null);

    /** Refuses what a half-written or foreign file may say, so that it counts as no note at all. */
    PartialNote {
        if (here == null || version == null || hashed < 0 || (hashed > 0 && digest == null)) {
            throw new IllegalArgumentException("not a note of a partial file");
        }
        here = List.copyOf(here);
        if (hashed > 0
                && (here.isEmpty() || here.get(0).from() > 0 || here.get(0).to() < hashed)) {
            throw new IllegalArgumentException("a note of bytes that are not there");
        }
    }

    long bytes() {
        return here.stream().mapToLong(Span::bytes).sum();
    }
}
