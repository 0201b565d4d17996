package io.headwater.models.download;

/**
 * How many connections a file is worth. It begins with one. As long as it is the source that lets us wait, and not the
 * disk, it doubles them, and stops where the last doubling was no gain. A source that gives the second connection as much as the
 * first lets each of them have so much and no more: it is asked for all that may be, at once.
 */
final class Growth {
    /** A doubling that brings less than this is none. */
    private static final double GAIN = 1.2;

    private static final double FULL_GAIN = 1.7;

    private final int most;
    private boolean over;
    private boolean settling = true;
    private boolean doubted;
    private long bytesBefore;
    private long rateBefore = -1;

    /** @param most how many connections one file may have */
    Growth(int most, long bytes) {
        this.most = most;
        this.bytesBefore = bytes;
    }

    /** The source has shown that it wants no more of them. */
    void giveUp() {
        over = true;
    }

    /**
     * To be asked at regular intervals: how many more to open.
     *
     * @param bytes how many have arrived in all
     * @param open how many connections there are
     * @param begun whether all of them have brought something
     * @param busy which share of the time since the last question they waited for us, from 0 to 1
     */
    int more(long bytes, int open, boolean begun, double busy) {
        long rate = bytes - bytesBefore;
        bytesBefore = bytes;
        if (over || open == 0 || open >= most) {
            return 0;
        }
        if (settling) {
            // Connections begin slowly, the first one too: until they have, an interval tells nothing about them.
            settling = !begun;
            return 0;
        }
        return busy > 0.5 ? 0 : more(rate, open);
    }

    private int more(long rate, int open) {
        if (rate < rateBefore * GAIN) {
            // One short interval may have been a bad one.
            over = doubted;
            doubted = true;
            return 0;
        }
        boolean eachHasItsShare = rateBefore > 0 && rate >= rateBefore * FULL_GAIN;
        rateBefore = rate;
        settling = true;
        doubted = false;
        return Math.min(eachHasItsShare ? most : open, most - open);
    }
}
