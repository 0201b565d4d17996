/** What is kept of what has ended, and for how long. The door is {@link io.headwater.core.history.Pruner}. */
@NullMarked
package io.headwater.core.history;

import org.jspecify.annotations.NullMarked;
