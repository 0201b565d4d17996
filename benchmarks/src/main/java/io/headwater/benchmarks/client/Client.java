package io.headwater.benchmarks.client;

import java.util.List;

/** Fetches files; several at once where there are several. */
public interface Client extends AutoCloseable {
    void fetch(List<Wanted> files) throws Exception;

    /** Whether it becomes faster by doing it. */
    default boolean warmsUp() {
        return true;
    }

    @Override
    default void close() throws Exception {}
}
