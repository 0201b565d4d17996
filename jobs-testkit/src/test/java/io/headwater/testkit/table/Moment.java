package io.headwater.testkit.table;

import io.headwater.testkit.LentTime;
import java.time.Instant;

/** Points of lent time, which begins anew in each test. */
final class Moment {
    private Moment() {}

    static Instant of(long second) {
        return new LentTime().now().plusSeconds(second);
    }
}
