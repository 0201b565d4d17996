/** Time as the engine sees it; the only place that reads a clock. The door is {@link io.headwater.core.time.TimeSource}. */
@NullMarked
package io.headwater.core.time;

import org.jspecify.annotations.NullMarked;
