package io.headwater.testkit;

import io.headwater.core.fault.Guarantee;
import java.util.Optional;

/** The guarantee that a run of the tests breaks on purpose: {@code -Dheadwater.break=G5}. */
public final class Breaks {
    public static final String PROPERTY = "headwater.break";

    private Breaks() {}

    static Optional<Guarantee> named() {
        String name = System.getProperty(PROPERTY, "");
        return name.startsWith("G") ? Optional.of(Guarantee.valueOf(name)) : Optional.empty();
    }
}
