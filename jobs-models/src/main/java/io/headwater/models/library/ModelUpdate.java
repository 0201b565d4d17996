package io.headwater.models.library;

import io.headwater.models.ref.ModelRef;

/**
 * A model that its source has a newer version of.
 *
 * @param installed the commit that is here
 * @param available the commit that its source has now
 */
public record ModelUpdate(ModelRef ref, String installed, String available) {}
