/** A disk that fails on cue, for tests; {@link io.headwater.models.disk.FaultyDisk} is its door. */
@NullMarked
package io.headwater.models.disk;

import org.jspecify.annotations.NullMarked;
