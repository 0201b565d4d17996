package io.headwater.core.progress;

import io.headwater.core.journal.JobRow;
import io.headwater.jobs.Progress;
import io.headwater.jobs.Progress.Unit;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One job's progress: what it reports itself, and what follows from that and from its parts. */
final class Meter {
    /** Of a job whose bar is nothing but that of its parts. */
    static final Progress NOTHING_REPORTED = Progress.unbounded(0, Unit.ITEMS);
    /** Nobody sees a bar move by less: so a job with very many parts is not told of each of them. */
    private static final double LEAST_NEWS = 0.001;
    /** By more than a twentieth nobody's work shall jump, however fast it is. A little less, for these fractions are not exact. */
    private static final double LEAP = 0.0499;

    final long job;
    final long root;
    final String type;
    /** Whether somebody will show the newest. */
    final AtomicBoolean announced = new AtomicBoolean();

    final AtomicBoolean unstored = new AtomicBoolean();
    volatile @Nullable Progress newest;
    /** What subscribers were told last. */
    volatile @Nullable Progress shown;

    volatile long lastSign;
    volatile long shownAt;
    volatile long storedAt;

    /** How far its own work was when it was told last; never goes back, so that no job leaps more than twenty times. */
    private volatile double leapt;

    private final long begun;
    /** Nothing is told any more, unless the job goes on. */
    private volatile boolean closed;
    // Guarded by this; only where there is something to measure, because most jobs report nothing.
    private @Nullable Speed speed;
    private @Nullable Bar bar;
    private volatile @Nullable String waitingFor;

    Meter(JobRow row, long now) {
        job = row.id();
        root = row.root();
        type = row.type();
        begun = now;
        lastSign = now;
        shownAt = now - TimeUnit.HOURS.toNanos(1);
        storedAt = shownAt;
    }

    // The parts ------------------------------------------------------------------------------------------------------

    synchronized Part add(double weight, double done) {
        Parts parts = bar().parts();
        if (parts == null) {
            parts = new Parts(this);
            bar().consistsOf(parts);
        }
        return parts.add(weight, done);
    }

    /**
     * What is known from before this process, or from before this attempt. What was reported since is newer.
     *
     * @param stored null where nothing is
     */
    synchronized void recall(@Nullable Progress stored, Parts parts, long now) {
        bar().consistsOf(parts);
        if (stored == null) {
            return;
        }
        Double fraction = stored.fraction();
        bar().reached(fraction == null ? 0 : fraction);
        if (newest == null) {
            newest = stored;
            speed = new Speed(now, stored.done() - stored.found());
        }
    }

    /** Its handler has succeeded. */
    synchronized void succeed() {
        if (bar != null) {
            bar.succeed();
        }
    }

    private Bar bar() {
        Bar known = bar;
        if (known == null) {
            known = new Bar();
            bar = known;
        }
        return known;
    }

    // Telling --------------------------------------------------------------------------------------------------------

    /** Whether the parts have moved the bar since it was shown, so that it can be seen. */
    boolean isNews() {
        double news = moved();
        return news >= LEAST_NEWS;
    }

    /** Whether the parts have moved the bar since it was shown, be it ever so little. */
    boolean isNewer() {
        return moved() > 0;
    }

    /** Whether own work has come so far since it was told that this is not to wait. */
    boolean leaps() {
        Double own = fractionOf(newest);
        return own != null && own - leapt >= LEAP;
    }

    private synchronized double moved() {
        if (bar == null || bar.isPlain()) {
            return 0;
        }
        Progress last = shown;
        Double before = last == null ? null : last.fraction();
        Double fraction = bar.fraction(fractionOf(newest));
        return fraction == null ? 0 : before == null ? 1 : fraction - before;
    }

    /**
     * Tells what is known, in the order in which it came to be. What the job waits for is told and not kept.
     *
     * @return null where nothing is known of its work
     */
    synchronized @Nullable Progress tell(long now, Consumer<Progress> listener) {
        if (closed) {
            return null;
        }
        Progress progress = derive(now);
        String words = waitingFor;
        shownAt = now;
        if (progress != null) {
            shown = progress;
        }
        if (words != null) {
            listener.accept(WaitingFor.in(progress, words));
        } else if (progress != null) {
            listener.accept(progress);
        }
        return progress;
    }

    /** The job is at work, and waits for nothing. */
    void goOn() {
        closed = false;
        waitingFor = null;
    }

    void waitFor(String words) {
        waitingFor = words;
    }

    /** Waits until what is being told now has been. */
    synchronized void close() {
        closed = true;
    }

    /** Nobody tells its parts any more how far they are. */
    synchronized void end() {
        closed = true;
        Parts parts = bar == null ? null : bar.parts();
        if (parts != null) {
            parts.end();
        }
    }

    /** What is known with all that the engine derives. */
    private @Nullable Progress derive(long now) {
        Progress own = newest;
        Bar known = bar();
        if (own == null && known.isPlain()) {
            return null;
        }
        Progress reported = own == null ? NOTHING_REPORTED : own;
        Speed units = speed;
        if (units == null) {
            units = new Speed(begun, 0);
            speed = units;
        }
        units.measure(reported.done() - reported.found(), now);
        Double ownFraction = fractionOf(own);
        leapt = Math.max(leapt, ownFraction == null ? 0 : ownFraction);
        Double fraction = known.fraction(ownFraction);
        known.reached(fraction == null ? 0 : fraction);
        Duration rest = known.isPlain() || fraction == null ? restOf(reported, units) : known.rest(fraction, now);
        boolean counts = reported.done() > 0 || reported.total() != null;
        return reported.withDerived(fraction, counts ? units.perSecond() : null, rest, Duration.ofNanos(now - begun));
    }

    private static @Nullable Double fractionOf(@Nullable Progress reported) {
        Long total = reported == null ? null : reported.total();
        return reported == null || total == null || total == 0
                ? null
                : (Double) Math.min(1.0, (double) reported.done() / total);
    }

    private static @Nullable Duration restOf(Progress reported, Speed units) {
        Long total = reported.total();
        return total == null ? null : units.timeFor(total - reported.done());
    }
}
