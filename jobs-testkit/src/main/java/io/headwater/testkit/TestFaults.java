package io.headwater.testkit;

import io.headwater.core.fault.Faults;
import io.headwater.core.fault.Guarantee;
import io.headwater.core.fault.Point;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What a test does to its engine; may be changed while it runs. */
final class TestFaults implements Faults {
    private final Map<Point, Runnable> actions = new ConcurrentHashMap<>();
    private final boolean reentry;
    private final boolean silent;
    private final Set<String> statements = ConcurrentHashMap.newKeySet();
    private final boolean scarceNumbers;

    TestFaults(boolean reentry, boolean silent, boolean scarceNumbers) {
        this.reentry = reentry;
        this.silent = silent;
        this.scarceNumbers = scarceNumbers;
    }

    void at(Point point, Runnable action) {
        actions.put(point, action);
    }

    Set<String> statements() {
        return Set.copyOf(statements);
    }

    @Override
    public void prepares(String statement) {
        statements.add(statement);
    }

    @Override
    public void reach(Point point) {
        Runnable action = actions.get(point);
        if (action != null) {
            action.run();
        }
    }

    @Override
    public boolean breaks(Guarantee guarantee) {
        return Breaks.named().filter(guarantee::equals).isPresent();
    }

    @Override
    public boolean forcesReentry() {
        return reentry;
    }

    @Override
    public int numbersAtOnce() {
        return scarceNumbers ? 5 : Faults.super.numbersAtOnce();
    }

    @Override
    public boolean silencesBus() {
        return silent;
    }
}
