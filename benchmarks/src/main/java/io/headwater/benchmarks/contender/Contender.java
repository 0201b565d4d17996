package io.headwater.benchmarks.contender;

/** An engine that runs jobs which do nothing but say when they began. One for each JVM. */
public interface Contender extends AutoCloseable {
    /** Opens the store and lets jobs run. */
    void start() throws Exception;

    /** As a caller does who wants throughput: unacknowledged where the API offers it, else the blocking call. */
    void dispatch(int number) throws Exception;

    /** Returns when the engine has taken the job over for good, as far as it promises that. */
    default void dispatchAndWait(int number) throws Exception {
        dispatch(number);
    }

    /** Returns when the job is stored as completed. */
    default void dispatchAndFinish(int number) throws Exception {
        dispatch(number);
        while (unfinished() > 0) {
            Thread.sleep(1);
        }
    }

    /** How many jobs are not yet stored as completed. */
    long unfinished() throws Exception;

    /** How many jobs make a throughput; fewer for an engine that would need minutes. */
    default int jobs() {
        return 100_000;
    }

    @Override
    void close() throws Exception;
}
