/** The engine. The door is {@link io.headwater.core.JobEngine}. */
@NullMarked
package io.headwater.core;

import org.jspecify.annotations.NullMarked;
