/**
 * Events for subscribers: stored ones in order and without gaps, live ones as they come. The door is
 * {@link io.headwater.core.event.EventFeed}.
 */
@NullMarked
package io.headwater.core.event;

import org.jspecify.annotations.NullMarked;
