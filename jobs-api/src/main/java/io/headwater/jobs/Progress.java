package io.headwater.jobs;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How far a job is. Handlers say what is done, of how much, and of what; the engine derives the rest, so that every
 * display shows the same numbers.
 *
 * @param done how much is done, in {@code unit}
 * @param total how much there is in all; null while that is unknown
 * @param message a sentence for people
 * @param phase which part of the work this is, such as "downloading"
 * @param item what is being worked on now, such as a file's name
 * @param itemsDone how many items are done
 * @param itemsTotal how many there are; null while that is unknown
 * @param found how much of what is done was there already, such as bytes that lay on the disk: it is done, but at no speed
 * @param fraction derived: from 0 to 1; null while the total is unknown
 * @param rate derived: units a second, smoothed
 * @param eta derived: how long it will take at this rate
 * @param elapsed derived: how long the job has been at work in this run
 */
public record Progress(
        long done,
        @Nullable Long total,
        Unit unit,
        @Nullable String message,
        @Nullable String phase,
        @Nullable String item,
        long itemsDone,
        @Nullable Long itemsTotal,
        long found,
        @Nullable Double fraction,
        @Nullable Double rate,
        @Nullable Duration eta,
        @Nullable Duration elapsed) {
    /** What {@code done} and {@code total} count. */
    public enum Unit {
        BYTES,
        FILES,
        ITEMS,
        /** Milliseconds of audio or video. */
        MILLISECONDS
    }

    public Progress {
        if (done < 0 || (total != null && total < 0)) {
            throw new IllegalArgumentException("progress counts from 0 on, was " + done + " of " + total);
        }
        if (found < 0 || found > done) {
            throw new IllegalArgumentException(
                    "what was found is a part of what is done, was " + found + " of " + done);
        }
    }

    /** So much of so much. */
    public static Progress of(long done, long total, Unit unit) {
        return new Progress(done, total, unit, null, null, null, 0, null, 0, null, null, null, null);
    }

    /** So much, of nobody knows how much. */
    public static Progress unbounded(long done, Unit unit) {
        return new Progress(done, null, unit, null, null, null, 0, null, 0, null, null, null, null);
    }

    public Progress withMessage(String words) {
        return new Progress(
                done, total, unit, words, phase, item, itemsDone, itemsTotal, found, fraction, rate, eta, elapsed);
    }

    public Progress withPhase(String name) {
        return new Progress(
                done, total, unit, message, name, item, itemsDone, itemsTotal, found, fraction, rate, eta, elapsed);
    }

    /** The current item, how many were finished before it, and how many there are. */
    public Progress withItem(@Nullable String name, long finished, @Nullable Long all) {
        return new Progress(
                done, total, unit, message, phase, name, finished, all, found, fraction, rate, eta, elapsed);
    }

    /** So much of what is done was there already. */
    public Progress withFound(long amount) {
        return new Progress(
                done, total, unit, message, phase, item, itemsDone, itemsTotal, amount, fraction, rate, eta, elapsed);
    }

    /** What the engine adds. */
    public Progress withDerived(
            @Nullable Double share, @Nullable Double unitsPerSecond, @Nullable Duration rest, Duration sinceStart) {
        return new Progress(
                done,
                total,
                unit,
                message,
                phase,
                item,
                itemsDone,
                itemsTotal,
                found,
                share,
                unitsPerSecond,
                rest,
                sinceStart);
    }
}
