package io.headwater.core.journal;

import io.headwater.core.time.TimeSource;

/**
 * Notices when the wall clock jumps, by the clock that never does. For the journal's thread.
 *
 * <p>A rest is stored as the moment at which it is over, because that is what a later process can read. Within a process
 * it must last as long as it lasts, so a jump is made good by moving those moments. Over a restart nothing tells how much
 * time has passed; what can be done there, {@link JobTable#shortenRests} does.
 */
final class WallClock {
    /** A clock that is set right gently, or read between two ticks, does not jump. */
    private static final long JUMP_MILLIS = 1_000;

    private final TimeSource time;
    /** What the wall clock says more than the other one. */
    private long ahead;
    /** The jump that the transaction under way makes good. */
    private long jump;

    WallClock(TimeSource time) {
        this.time = time;
        ahead = aheadNow();
    }

    long millis() {
        return time.now().toEpochMilli();
    }

    /** How far it has jumped since the last jump that was made good. */
    long jumped() {
        long by = aheadNow() - ahead;
        jump = Math.abs(by) < JUMP_MILLIS ? 0 : by;
        return jump;
    }

    /** Whoever asked how far it has jumped has committed what follows from it. */
    void madeGood() {
        ahead += jump;
        jump = 0;
    }

    private long aheadNow() {
        return millis() - time.nanos() / 1_000_000;
    }
}
