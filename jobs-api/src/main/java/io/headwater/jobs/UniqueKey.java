package io.headwater.jobs;

/**
 * Says that jobs of one type with this value are the same work: at most one of them is live, and whoever dispatches
 * another joins it.
 *
 * @param value what makes the work the same; compared exactly
 * @param scope where it is the same work
 */
public record UniqueKey(String value, Scope scope) {
    /** Where equal keys mean the same work. */
    public enum Scope {
        /** On every machine that shares the store. */
        GLOBAL,
        /** On one machine: work whose outcome lies on that machine's disk, such as a downloaded model. */
        NODE
    }

    public UniqueKey {
        if (value.isBlank() || value.length() > 1_000) {
            throw new IllegalArgumentException("a unique key has 1 to 1000 characters, was \"" + value + "\"");
        }
    }

    public static UniqueKey global(String value) {
        return new UniqueKey(value, Scope.GLOBAL);
    }

    public static UniqueKey onThisNode(String value) {
        return new UniqueKey(value, Scope.NODE);
    }
}
