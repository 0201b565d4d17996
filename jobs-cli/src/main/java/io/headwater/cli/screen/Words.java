package io.headwater.cli.screen;

import io.headwater.jobs.JobError;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobView;
import io.headwater.jobs.Progress;
import io.headwater.jobs.StopReason;
import io.headwater.models.download.Sizes;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Jobs and how far they are, as people read it. */
public final class Words {
    /** What steers a terminal, and what is not seen but moves what is. */
    private static final Pattern STEERING = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\u200c\u200d]]+");
    /** Joiners belong to Persian words and to emoji (of which the JDK sees the second half); elsewhere they only hide. */
    private static final Pattern STRAY_JOINER =
            Pattern.compile("(?<![\\p{L}\\p{M}\\p{S}\\p{Cs}])[\u200c\u200d]+|[\u200c\u200d]+(?![\\p{L}\\p{M}\\p{S}])");
    /** No language piles up more of them on one letter; more reach into the lines above and below. */
    private static final Pattern TOO_MANY_MARKS = Pattern.compile("(\\p{M}{8})\\p{M}+");

    private static final Pattern BEFORE_DETAILS = Pattern.compile(" for |: ");
    /** Of a whole: what is more is all of it, to people. */
    private static final double LARGEST_PART = 0.9;

    private Words() {}

    /** One line without control characters: what comes from far away must not steer the terminal. */
    public static String clean(String text) {
        if (Cells.isPlain(text)) {
            return text; // as most are, ten times a second
        }
        String calm = STEERING.matcher(text).replaceAll(" ");
        return TOO_MANY_MARKS
                .matcher(STRAY_JOINER.matcher(calm).replaceAll(" "))
                .replaceAll("$1");
    }

    /** Why the disk refused: what the JDK knows best is often the name of the exception alone. */
    public static String reason(IOException failure) {
        if (!(failure instanceof FileSystemException known) || known.getReason() != null) {
            return String.valueOf(failure.getMessage());
        }
        String file = known.getFile();
        if (known instanceof AccessDeniedException) {
            return "no permission for " + file;
        }
        if (known instanceof NoSuchFileException) {
            return "there is no " + file;
        }
        return known instanceof FileAlreadyExistsException ? file + " is a file" : String.valueOf(known.getMessage());
    }

    /** Such as {@code Model download (tiny.bin)}: what is labelled is told apart by its labels. */
    public static String name(JobView job) {
        String labels = labels(job);
        return clean(labels.isEmpty() ? job.title() : "%s (%s)".formatted(job.title(), labels));
    }

    /** By what it is told apart from others of its type, where there is no room for more. */
    static String shortName(JobView job) {
        String labels = labels(job);
        return clean(labels.isEmpty() ? job.title() : labels);
    }

    private static String labels(JobView job) {
        return String.join(", ", job.labels().values());
    }

    static String state(JobState state) {
        return switch (state) {
            case SCHEDULED -> "waiting for its time";
            case QUEUED -> "waiting for a slot";
            case RUNNING -> "running";
            case WAITING -> "waiting";
            case PAUSED -> "paused";
            case COMPLETED -> "done";
            case FAILED -> "failed";
            case CANCELLED -> "cancelled";
            case QUARANTINED -> "cannot be read";
        };
    }

    /**
     * What a job is about, or what it waits for.
     *
     * @param untilDue null where it is not known, or nothing is to come
     */
    static String standing(JobView job, Motion motion, @Nullable Duration untilDue) {
        StopReason stopping = job.stopping();
        if (stopping != null && job.state().isLive()) {
            return stopping(stopping);
        }
        return switch (job.state()) {
            case RUNNING -> motion.stalledFor() == null ? phase(job) : "stalled for " + elapsed(motion.stalledFor());
            case WAITING -> job.blockedBy().isEmpty() ? phase(job) : "waiting for what is paused";
            case SCHEDULED -> scheduled(job, untilDue);
            case FAILED, QUARANTINED -> withReason(job);
            case QUEUED, PAUSED, COMPLETED, CANCELLED -> state(job.state());
        };
    }

    /** The state alone, where there is no room for what it is about. */
    static String brief(String standing) {
        return BEFORE_DETAILS.split(standing)[0];
    }

    private static String stopping(StopReason reason) {
        return switch (reason) {
            case PAUSE -> "pausing…";
            case CANCEL -> "cancelling…";
            case SHUTDOWN -> "stopping…";
            case TIMEOUT -> "out of time, stopping…";
        };
    }

    private static String phase(JobView job) {
        Progress progress = job.progress();
        String phase = progress == null ? null : progress.phase();
        return phase == null ? state(job.state()) : clean(phase);
    }

    private static String scheduled(JobView job, @Nullable Duration untilDue) {
        if (untilDue == null) {
            return state(job.state());
        }
        return (job.startedAt() == null ? "starts in " : "retry in ") + duration(untilDue);
    }

    private static String withReason(JobView job) {
        JobError error = job.error();
        return error == null ? state(job.state()) : "%s: %s".formatted(state(job.state()), clean(error.message()));
    }

    /** Such as {@code 45 %, 12 MB of 27 MB}: how far a job is that nobody is at work on, as far as is known. */
    public static String progress(JobView job) {
        Progress progress = job.progress();
        return progress == null ? "" : String.join(", ", progress(job, progress, Motion.NONE));
    }

    /** Such as {@code 45 %, 12 MB of 27 MB, 3.4 MB/s, 5 s left}: as much as is known. */
    static List<String> progress(JobView job, Progress progress, Motion motion) {
        var parts = new ArrayList<String>();
        Double fraction = progress.fraction();
        if (fraction != null) {
            parts.add(percent(job.state(), fraction).strip());
        }
        parts.addAll(figures(progress, motion));
        if (motion.stalledFor() != null) {
            parts.add("stalled for " + elapsed(motion.stalledFor()));
        }
        return parts;
    }

    /** Such as {@code 12 MB of 27 MB}, {@code 3.4 MB/s} and {@code 5 s left}, the most important first. */
    static List<String> figures(Progress progress, Motion motion) {
        var figures = new ArrayList<String>();
        String amount = amount(progress);
        if (amount != null) {
            figures.add(amount);
        }
        String rate = motion.rate() == null ? null : rate(progress.unit(), motion.rate());
        if (rate != null) {
            figures.add(rate);
        }
        if (motion.rest() != null) {
            figures.add(duration(motion.rest()) + " left");
        } else if (motion.isEstimating()) {
            figures.add("estimating…");
        }
        return figures;
    }

    /** Five characters. What is not done is never 100 %, though there may be nothing left that is counted. */
    public static String percent(JobState state, double fraction) {
        int percent = (int) Math.floor(100 * fraction);
        return "%3d %%".formatted(state == JobState.COMPLETED ? 100 : Math.min(99, percent));
    }

    /** What a job is busy with, unless its name says so: a file, or what it says itself. */
    static @Nullable String busyWith(JobView job, Progress progress) {
        String message = progress.message();
        if (message != null) {
            return clean(message);
        }
        String item = progress.item();
        if (item == null || job.labels().containsValue(item)) {
            return null;
        }
        Long all = progress.itemsTotal();
        return clean(all == null || all == 1 ? item : "%d of %d: %s".formatted(progress.itemsDone(), all, item));
    }

    static @Nullable String amount(Progress progress) {
        Long total = progress.total();
        return switch (progress.unit()) {
            case BYTES -> amount(Sizes.readable(progress.done()), total == null ? null : Sizes.readable(total));
            case MILLISECONDS -> amount(played(progress.done()), total == null ? null : played(total));
            case FILES, ITEMS -> total == null || total == 0 ? null : amount("" + progress.done(), "" + total);
        };
    }

    private static String amount(String done, @Nullable String total) {
        return total == null ? done : "%s of %s".formatted(done, total);
    }

    private static @Nullable String rate(Progress.Unit unit, double rate) {
        return switch (unit) {
            case BYTES -> Sizes.readable(Math.round(rate)) + "/s";
            // Milliseconds heard in a second: how much faster than listening.
            case MILLISECONDS -> rate < 1 ? null : String.format(Locale.ROOT, "%.1fx", rate / 1_000);
            case FILES, ITEMS -> null;
        };
    }

    /**
     * Such as {@code 1.5 GB in 1 min 20 s, 18 MB/s on average}.
     *
     * @param now how many of the bytes came in that time: others may have come in an earlier run
     */
    static String achieved(long bytes, long now, Duration elapsed) {
        boolean wentOn = now < bytes * LARGEST_PART;
        String amount = Sizes.readable(bytes) + (wentOn ? ", %s of it now,".formatted(Sizes.readable(now)) : "");
        String rate = elapsed.toMillis() < 1_000
                ? ""
                : ", %s/s on average".formatted(Sizes.readable(now * 1_000 / elapsed.toMillis()));
        return "%s in %s%s".formatted(amount, duration(elapsed), rate);
    }

    /** Such as {@code 2:05} and {@code 1:02:05}, as players show it. */
    private static String played(long milliseconds) {
        long seconds = milliseconds / 1_000;
        return seconds < 3_600
                ? "%d:%02d".formatted(seconds / 60, seconds % 60)
                : "%d:%02d:%02d".formatted(seconds / 3_600, seconds % 3_600 / 60, seconds % 60);
    }

    /** Such as {@code 8 s}, {@code 2 min 5 s} and {@code 3 h}. */
    static String duration(Duration duration) {
        // Rounded up: nobody waits no time.
        return inUnits(Math.max(1, duration.plusMillis(999).toSeconds()));
    }

    /** Of what is past, as much as is over. */
    static String elapsed(Duration duration) {
        return inUnits(duration.toSeconds());
    }

    private static String inUnits(long seconds) {
        if (seconds < 60) {
            return seconds + " s";
        }
        return seconds < 3_600
                ? inUnits(seconds / 60, "min", seconds % 60, "s")
                : inUnits(seconds / 3_600, "h", seconds % 3_600 / 60, "min");
    }

    private static String inUnits(long large, String unit, long small, String smallUnit) {
        return small == 0 ? "%d %s".formatted(large, unit) : "%d %s %d %s".formatted(large, unit, small, smallUnit);
    }
}
