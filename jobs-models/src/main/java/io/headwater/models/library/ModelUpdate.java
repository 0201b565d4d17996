package io.headwater.models.library;

import io.headwater.models.ref.ModelRef;
import org.jspecify.annotations.Nullable;

/**
 * A model that its source has a newer version of.
 *
 * @param installed the commit that is here
 * @param available the commit that its source has now
 * @param bytes how much of that is not here yet and would have to come; null where its source does not say
 */
public record ModelUpdate(
        ModelRef ref,
        String installed,
        String available,
        @Nullable Long bytes) {}
