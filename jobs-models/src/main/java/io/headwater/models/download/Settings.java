package io.headwater.models.download;

/**
 * What the host wants of all downloads.
 *
 * @param retries how often in a row, without a byte, a request is tried again
 * @param connections how many one file may have
 * @param diskSpaceFactor how much room there must be for each byte that is still missing
 * @param largestFile how many bytes are stored of a file whose length was not declared
 * @param synced whether a file is safe from a power cut before it appears
 * @param limit how fast all of them together may be
 */
record Settings(
        int retries, int connections, double diskSpaceFactor, long largestFile, boolean synced, RateLimit limit) {
    static Settings defaults() {
        return new Settings(3, 8, 2.0, 1_000_000_000_000L, true, RateLimit.none());
    }

    Settings {
        if (retries < 0) {
            throw new IllegalArgumentException("retries cannot be " + retries);
        }
        if (connections < 1) {
            throw new IllegalArgumentException("a file needs a connection, not " + connections);
        }
        if (!(diskSpaceFactor >= 1)) {
            throw new IllegalArgumentException("each byte needs room for one at least, not " + diskSpaceFactor);
        }
        if (largestFile < 1) {
            throw new IllegalArgumentException("the largest file cannot have %d bytes".formatted(largestFile));
        }
    }

    Settings withRetries(int most) {
        return new Settings(most, connections, diskSpaceFactor, largestFile, synced, limit);
    }

    Settings withConnections(int most) {
        return new Settings(retries, most, diskSpaceFactor, largestFile, synced, limit);
    }

    Settings withDiskSpaceFactor(double factor) {
        return new Settings(retries, connections, factor, largestFile, synced, limit);
    }

    Settings withLargestFile(long bytes) {
        return new Settings(retries, connections, diskSpaceFactor, bytes, synced, limit);
    }

    Settings withSynced(boolean wanted) {
        return new Settings(retries, connections, diskSpaceFactor, largestFile, wanted, limit);
    }

    Settings withLimit(RateLimit shared) {
        return new Settings(retries, connections, diskSpaceFactor, largestFile, synced, shared);
    }
}
