package io.headwater.models.delivery;

import io.headwater.jobs.Progress;
import io.headwater.models.registry.ListedFile;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes of what is said about each file what is true of all of them. */
public final class Parts {
    private static final Part NOTHING = new Part(0, 0);

    private final Consumer<Progress> whole;
    private final @Nullable Long total;
    private final int files;
    private final Map<String, Part> parts = new HashMap<>();
    /** What is said of files that are not done. */
    private final Map<String, String> messages = new LinkedHashMap<>();

    private @Nullable String phase;
    private long done;
    private long found;
    private long finished;

    /**
     * How far one file is.
     *
     * @param found how much of it was here already
     */
    private record Part(long done, long found) {}

    public Parts(Collection<ListedFile> files, Consumer<Progress> whole) {
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

    /** The same for a file that is here already and only looked at. */
    public Consumer<Progress> ofFound(ListedFile file) {
        return progress -> report(file, progress.withFound(progress.done()));
    }

    /** A file has come. */
    public synchronized void finish(ListedFile file, long bytes) {
        end(file, new Part(bytes, Math.min(bytes, partOf(file).found())));
    }

    /** A file was here. */
    synchronized void find(ListedFile file, long bytes) {
        end(file, new Part(bytes, bytes));
    }

    private void end(ListedFile file, Part whole) {
        count(file, whole);
        finished++;
        messages.remove(file.path());
        // Where another one waits for something, that is what there is to say now.
        String others = messages.values().stream().findFirst().orElse(null);
        tell(file.path(), others, files == 1 ? (Long) whole.done() : null);
    }

    private synchronized void report(ListedFile file, Progress progress) {
        count(file, new Part(progress.done(), progress.found()));
        phase = progress.phase();
        String message = progress.message();
        if (message == null) {
            messages.remove(file.path());
        } else {
            messages.put(file.path(), message);
        }
        tell(file.path(), message, files == 1 ? progress.total() : null);
    }

    private Part partOf(ListedFile file) {
        return parts.getOrDefault(file.path(), NOTHING);
    }

    private void count(ListedFile file, Part now) {
        Part before = partOf(file);
        parts.put(file.path(), now);
        done += now.done() - before.done();
        found += now.found() - before.found();
    }

    private void tell(String name, @Nullable String message, @Nullable Long told) {
        Long all = total == null ? told : total;
        Progress progress = (all == null
                        ? Progress.unbounded(done, Progress.Unit.BYTES)
                        : Progress.of(done, all, Progress.Unit.BYTES))
                .withFound(found)
                .withItem(name, finished, (long) files);
        progress = phase == null ? progress : progress.withPhase(phase);
        whole.accept(message == null ? progress : progress.withMessage(message));
    }
}
