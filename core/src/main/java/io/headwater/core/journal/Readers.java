package io.headwater.core.journal;

import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** A few connections for reading, each with a thread that ends when it is idle. */
final class Readers implements AutoCloseable {
    private static final int CONNECTIONS = 2;
    private static final int MOST_WAITING = 65_536;

    private final Database database;
    private final ThreadPoolExecutor threads;
    private final ConcurrentLinkedQueue<Reader> idle = new ConcurrentLinkedQueue<>();

    Readers(Database database, ThreadFactory factory) {
        this.database = database;
        threads = new ThreadPoolExecutor(
                CONNECTIONS, CONNECTIONS, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_WAITING), factory);
        threads.allowCoreThreadTimeOut(true);
    }

    <T> Mono<T> read(Function<Reader, T> query) {
        // A future, because cancelling subscribeOn would interrupt the thread in the middle of a statement.
        return Mono.defer(() -> {
            try {
                return Mono.fromFuture(CompletableFuture.supplyAsync(() -> answer(query), threads), true);
            } catch (RejectedExecutionException full) {
                return Mono.error(new JobException.Overload(
                        ErrorCode.OVERLOADED,
                        threads.isShutdown() ? "The engine is closed." : "Too many queries are waiting.",
                        "Try again in a moment."));
            }
        });
    }

    private <T> T answer(Function<Reader, T> query) {
        try {
            Reader reader = idle.poll();
            if (reader == null) {
                reader = Reader.on(database.sql());
            }
            reader.begin();
            try {
                return query.apply(reader);
            } finally {
                reader.end();
                idle.add(reader);
            }
        } catch (SQLException failure) {
            throw StoreErrors.of(failure, database.file());
        } catch (StoreException failure) {
            throw StoreErrors.of(failure.failure(), database.file());
        }
    }

    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException stop) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
        for (Reader reader = idle.poll(); reader != null; reader = idle.poll()) {
            reader.close();
        }
    }
}
