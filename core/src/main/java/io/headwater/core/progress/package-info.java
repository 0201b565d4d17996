/** The newest progress of each job at work. The door is {@link io.headwater.core.progress.ProgressBoard}. */
@NullMarked
package io.headwater.core.progress;

import org.jspecify.annotations.NullMarked;
