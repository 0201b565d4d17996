package io.headwater.core.fault;

/** What a test does to the engine from inside. The default does nothing and breaks nothing. */
public interface Faults {
    Faults NONE = new Faults() {};

    /** Called when the engine passes a point; a test may never return from it, or throw as a failing disk would. */
    default void reach(Point point) {}

    /** Whether the engine is to violate this promise, so that a test can show that it would notice. */
    default boolean breaks(Guarantee guarantee) {
        return false;
    }

    /** Whether handlers are run again from the top after every await and every new checkpoint. */
    default boolean forcesReentry() {
        return false;
    }

    /** How many event numbers are reserved at a time; where they are few, transactions are undone and done again. */
    default int numbersAtOnce() {
        return 1 << 20;
    }

    /** Called when the store meets a statement for the first time, on each of its connections. */
    default void prepares(String statement) {}

    /** What kind of file system the store is told that it lies on. */
    default String posesAs(String fileSystem) {
        return fileSystem;
    }

    /** Whether live subscribers hear nothing, so that whatever relies on them shows. */
    default boolean silencesBus() {
        return false;
    }
}
