package io.headwater.models.library;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a model stands on this machine. */
public enum ModelStatus {
    /** All of it is here. */
    INSTALLED,
    /** Some of it is here. */
    PARTIAL,
    /** Its source has a newer one. */
    OUTDATED,
    /** All of it is here, but not as it should be. */
    DAMAGED,
    /** It cannot be had just now: nobody may be asked for it, or its disk is not there or lets nobody look. */
    OFFLINE,
    /** Nothing of it is here. */
    ABSENT,
    /** A job will download it. */
    QUEUED,
    /** A job downloads it. */
    DOWNLOADING,
    /** The job that downloads it was paused. */
    PAUSED;

    /** Whether all of it is here, in whatever state. */
    public boolean isWhole() {
        return switch (this) {
            case INSTALLED, OUTDATED, DAMAGED -> true;
            case PARTIAL, OFFLINE, ABSENT, QUEUED, DOWNLOADING, PAUSED -> false;
        };
    }

    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
