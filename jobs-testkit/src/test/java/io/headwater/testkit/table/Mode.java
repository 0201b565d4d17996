package io.headwater.testkit.table;

import io.headwater.testkit.TestEngine;

/** The conditions under which the same table holds. */
enum Mode {
    ORDINARY,
    FORCED_REENTRY,
    LIVE_BUS_OFF;

    TestEngine.Builder on(TestEngine.Builder builder) {
        return switch (this) {
            case ORDINARY -> builder;
            case FORCED_REENTRY -> builder.forcedReentry();
            case LIVE_BUS_OFF -> builder.liveBusOff();
        };
    }

    /** Whether a handler stays in memory while its job waits. */
    boolean keepsHandlers() {
        return this != FORCED_REENTRY;
    }
}
