package io.headwater.models.download;

/** How much of a file is dealt with at once: so little that its progress does not jump, and not less than is worth it. */
final class Slice {
    private static final long SMALLEST = 128 * 1024;
    private static final long LARGEST = 32 * 1024 * 1024;
    private static final int IN_A_FILE = 32;

    private Slice() {}

    static long of(long size) {
        return Math.max(SMALLEST, Math.min(LARGEST, size / IN_A_FILE));
    }
}
