package io.headwater.core.journal;

import io.headwater.core.fault.Faults;
import io.headwater.jobs.JobException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadFactory;

/**
 * The file on its way to being open, on a thread of its own. The first one in a JVM takes its time, and most of it is two
 * things that need not wait for each other: SQLite is loaded there, and meanwhile whoever began it gets the driver ready
 * and claims the file.
 */
final class Opening implements Runnable {
    private final Faults faults;
    private final ThreadFactory threads;
    private final CompletableFuture<Database> database = new CompletableFuture<>();
    private final CompletableFuture<Store> store = new CompletableFuture<>();

    private Opening(Faults faults, ThreadFactory threads) {
        this.faults = faults;
        this.threads = threads;
    }

    /** @throws JobException when the file cannot be had, saying why */
    static Opening of(Path file, boolean syncsEveryCommit, Faults faults, ThreadFactory threads) {
        var opening = new Opening(faults, threads);
        threads.newThread(opening).start();
        try {
            opening.database.complete(new Database(file, syncsEveryCommit, faults));
        } catch (RuntimeException | Error failure) {
            opening.database.completeExceptionally(failure); // or its thread would wait for ever
            throw failure;
        }
        return opening;
    }

    @Override
    public void run() {
        try {
            NativeLibrary.load();
            store.complete(Store.open(database.join(), faults, threads));
        } catch (Throwable failure) {
            database.thenAccept(Database::close); // at once, or when it is there
            store.completeExceptionally(failure);
        }
    }

    /** @throws JobException when the file cannot be used, saying why */
    Store result() {
        try {
            return store.join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof JobException reason) {
                throw reason;
            }
            throw failure;
        }
    }

    /** Gives the file back, should it be opened. */
    void giveUp() {
        store.thenAccept(Store::close).exceptionally(neverOpened -> null).join();
    }
}
