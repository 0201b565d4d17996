package io.headwater.models.delivery;

import io.headwater.jobs.Progress;
import io.headwater.models.registry.ListedFile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes of what is said about each file what is true of all of them. */
public final class Parts {
    private final Consumer<Progress> whole;
    private final @Nullable Long total;
    private final int files;
    private final Map<String, Long> done = new HashMap<>();
    private long sum;
    private long finished;

    public Parts(List<ListedFile> files, Consumer<Progress> whole) {
        this.whole = whole;
        this.files = files.size();
        this.total = files.stream().anyMatch(file -> file.bytes() == null)
                ? null
                : files.stream()
                        .mapToLong(file -> Objects.requireNonNull(file.bytes()))
                        .sum();
    }

    /** Where a file's own progress is to be told. */
    public Consumer<Progress> of(ListedFile file) {
        return progress -> report(file, progress);
    }

    synchronized void finish(ListedFile file, long bytes) {
        count(file, bytes);
        finished++;
        tell(file.path(), "downloading", null, null);
    }

    private synchronized void report(ListedFile file, Progress progress) {
        count(file, progress.done());
        tell(file.path(), progress.phase(), progress.message(), files == 1 ? progress.total() : null);
    }

    private void count(ListedFile file, long bytes) {
        Long before = done.put(file.path(), bytes);
        sum += bytes - (before == null ? 0 : before);
    }

    private void tell(String name, @Nullable String phase, @Nullable String message, @Nullable Long told) {
        Long all = total == null ? told : total;
        Progress progress =
                all == null ? Progress.unbounded(sum, Progress.Unit.BYTES) : Progress.of(sum, all, Progress.Unit.BYTES);
        progress = progress.withItem(name, finished, (long) files);
        progress = phase == null ? progress : progress.withPhase(phase);
        whole.accept(message == null ? progress : progress.withMessage(message));
    }
}
