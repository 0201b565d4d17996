package io.headwater.testkit.crash;

import io.headwater.core.fault.Point;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * When a child is killed: as it stands still at a named point, or at a random instant.
 *
 * @param point null: at a random instant
 * @param pass how often it passes the point until then
 * @param afterOpen whether the time counts from when its engine has started, or stands still, not from the start of the process
 */
record Aim(@Nullable Point point, int pass, boolean afterOpen, long millis) {
    /** Every second one at a named point, all of them in turn; the first while the store is made. */
    static Aim of(int kill, Random random) {
        if (kill % 2 == 0) {
            boolean afterOpen = kill > 0 && random.nextInt(5) > 0;
            return new Aim(null, 0, afterOpen, random.nextInt(afterOpen ? 350 : 900));
        }
        Point point = Point.values()[kill / 2 % Point.values().length];
        return new Aim(point, 1 + random.nextInt(passes(point)), true, random.nextInt(15));
    }

    private static int passes(Point point) {
        return switch (point) {
            case BEFORE_COMMIT, AFTER_COMMIT, AFTER_PUBLISH -> 150;
            case IN_CHECKPOINT -> 30;
            case IN_PAUSE -> 3;
            case IN_SHUTDOWN, IN_RECOVERY -> 2;
        };
    }

    String place() {
        return point == null ? "at a random instant" : point.name();
    }

    @Override
    public String toString() {
        return point == null
                ? "%d ms after its %s".formatted(millis, afterOpen ? "opening" : "start")
                : "%s, pass %d, and %d ms".formatted(point, pass, millis);
    }
}
