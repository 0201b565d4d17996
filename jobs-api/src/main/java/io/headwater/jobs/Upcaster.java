package io.headwater.jobs;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings what one {@linkplain JobType#version() version} of a job type has stored into the form of the next. It is asked
 * each time something old is read, perhaps on several threads; what is stored stays as it was.
 *
 * <p>JSON comes as maps, lists, strings, booleans, nulls and numbers (whole ones as {@code Integer}, {@code Long} or
 * {@code BigInteger}, others as {@code BigDecimal}), in collections that may be changed.
 */
@FunctionalInterface
public interface Upcaster {
    /** The job's components, by name. */
    Map<String, @Nullable Object> params(Map<String, @Nullable Object> stored);

    /** A checkpoint; by default it is the same in both versions. */
    default @Nullable Object checkpoint(@Nullable Object stored) {
        return stored;
    }
}
