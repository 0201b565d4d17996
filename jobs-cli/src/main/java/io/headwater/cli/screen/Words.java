package io.headwater.cli.screen;

import io.headwater.jobs.JobState;
import io.headwater.jobs.JobView;
import io.headwater.jobs.Progress;
import io.headwater.models.download.Sizes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Jobs and how far they are, as people read it. */
public final class Words {
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]+");

    private Words() {}

    /** One line without control characters: what comes from far away must not steer the terminal. */
    public static String clean(String text) {
        return CONTROL.matcher(text).replaceAll(" ");
    }

    /** Such as {@code Model download (tiny.bin)}: what is labelled is told apart by its labels. */
    static String name(JobView job) {
        String labels = String.join(", ", job.labels().values());
        return clean(labels.isEmpty() ? job.title() : "%s (%s)".formatted(job.title(), labels));
    }

    static String state(JobState state) {
        return switch (state) {
            case SCHEDULED -> "rests before it tries again";
            case QUEUED -> "waits for its turn";
            case RUNNING -> "at work";
            case WAITING -> "waits";
            case PAUSED -> "paused";
            case COMPLETED -> "done";
            case FAILED -> "failed";
            case CANCELLED -> "cancelled";
            case QUARANTINED -> "cannot be read";
        };
    }

    /** Such as {@code 45 %, 12 MB of 27 MB, 3.4 MB/s, 5 s left}: as much as is known. */
    static List<String> progress(JobView job, Progress progress) {
        var parts = new ArrayList<String>();
        Double fraction = progress.fraction();
        if (fraction != null) {
            parts.add(percent(fraction));
        }
        String amount = amount(progress);
        if (amount != null) {
            parts.add(amount);
        }
        if (job.state() == JobState.RUNNING) {
            addSpeed(progress, parts);
        }
        return parts;
    }

    static String percent(double fraction) {
        // Rounded down: what says 100 % is done.
        return "%3d %%".formatted((int) Math.floor(100 * fraction));
    }

    /** What a job is busy with, unless its name says so: a file, or what it says itself. */
    static @Nullable String busyWith(JobView job, Progress progress) {
        String message = progress.message();
        if (message != null) {
            return clean(message);
        }
        String item = progress.item();
        return item == null || job.labels().containsValue(item) ? null : clean(item);
    }

    private static void addSpeed(Progress progress, List<String> parts) {
        Double rate = progress.rate();
        if (rate != null && progress.unit() == Progress.Unit.BYTES) {
            parts.add(Sizes.readable(Math.round(rate)) + "/s");
        }
        Duration eta = progress.eta();
        if (eta != null && !eta.isZero()) {
            parts.add(duration(eta) + " left");
        }
    }

    private static @Nullable String amount(Progress progress) {
        Long total = progress.total();
        if (progress.unit() == Progress.Unit.BYTES) {
            String done = Sizes.readable(progress.done());
            return total == null ? done : "%s of %s".formatted(done, Sizes.readable(total));
        }
        return total == null || total == 0 ? null : "%d of %d".formatted(progress.done(), total);
    }

    /** Such as {@code 8 s}, {@code 2 min 5 s} and {@code 3 h 12 min}. */
    static String duration(Duration duration) {
        // Rounded up: nobody waits no time.
        long seconds = Math.max(1, duration.plusMillis(999).toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        return seconds < 3_600
                ? "%d min %d s".formatted(seconds / 60, seconds % 60)
                : "%d h %d min".formatted(seconds / 3_600, seconds % 3_600 / 60);
    }
}
