/**
 * Handlers at work: their threads, their context, how they are asked to stop and what happens when they do not. The door
 * is {@link io.headwater.core.run.Runner}.
 */
@NullMarked
package io.headwater.core.run;

import org.jspecify.annotations.NullMarked;
