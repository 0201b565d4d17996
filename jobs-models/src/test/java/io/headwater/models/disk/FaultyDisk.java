package io.headwater.models.disk;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A disk that fails on cue. Whoever is given a path on it works with the real files below a real folder, call by call; a
 * {@link Fault} hears of each call first. Two of them over one folder know nothing of each other, as two processes do.
 */
public final class FaultyDisk {
    private final Path folder;
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private final FaultySystem system = new FaultySystem(this);

    private int asked;
    private volatile Fault fault = Fault.NONE;
    private volatile Path mounted;
    private volatile UnaryOperator<FileStore> store = UnaryOperator.identity();
    private volatile boolean locksAreCourtesies;

    private FaultyDisk(Path folder) {
        this.folder = folder;
        this.mounted = folder;
    }

    public static FaultyDisk over(Path folder) {
        return new FaultyDisk(folder);
    }

    /** The folder, for whoever is to work on this disk. */
    public Path root() {
        return new FaultyPath(system, folder);
    }

    /** The real folder, for whoever is to see what is there. */
    public Path real() {
        return folder;
    }

    /** From now on this hears of each call; they are counted anew. */
    public synchronized void suffers(Fault next) {
        fault = next;
        asked = 0;
        calls.clear();
    }

    /** From now on every call is made. */
    public void heals() {
        suffers(Fault.NONE);
    }

    /** From now on, other files lie below the folder: those of this one. */
    public void mounts(Path other) {
        mounted = other;
    }

    /** What the disk says of itself from now on. */
    public void says(UnaryOperator<FileStore> words) {
        store = words;
    }

    /** From now on everybody gets each lock, as on some network file systems. */
    public void locksNothing() {
        locksAreCourtesies = true;
    }

    /** What has been asked of it since the last fault was set. */
    public List<Call> calls() {
        return List.copyOf(calls);
    }

    /** How many channels have been opened and not closed. */
    public int open() {
        return open.get();
    }

    void asked(Operation operation, Path real, @Nullable Path to, int bytes) throws IOException {
        Fault current;
        Call call;
        synchronized (this) {
            call = new Call(asked++, operation, real, to, bytes);
            calls.add(call);
            current = fault;
        }
        current.befalls(call);
    }

    Path located(Path real) {
        Path there = mounted;
        return there != folder && real.startsWith(folder) ? there.resolve(folder.relativize(real)) : real;
    }

    FileStore storeOf(FileStore real) {
        return store.apply(real);
    }

    boolean locksAreCourtesies() {
        return locksAreCourtesies;
    }

    void opened() {
        open.incrementAndGet();
    }

    void closed() {
        open.decrementAndGet();
    }
}
