package io.headwater.models.download;

import org.jspecify.annotations.Nullable;

/**
 * Which version of a file a source has.
 *
 * @param etag in the source's own words; null when it does not tell versions apart
 * @param bytes how long the file is; null while the source has not said
 */
record Version(@Nullable String etag, @Nullable Long bytes) {
    static final Version UNKNOWN = new Version(null, null);

    /** Whether equal words mean equal bytes: a weak tag promises no more than a file that serves as well. */
    boolean isExact() {
        return etag != null && !etag.startsWith("W/");
    }
}
