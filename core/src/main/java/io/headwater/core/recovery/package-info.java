/**
 * What each unfinished job becomes when an engine starts on a store that another one left. The door is
 * {@link io.headwater.core.recovery.Restart}.
 */
@NullMarked
package io.headwater.core.recovery;

import org.jspecify.annotations.NullMarked;
