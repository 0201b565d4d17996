/**
 * Which job starts next: queues, their slots, and the order within them. In memory, for the journal's thread alone. The
 * door is {@link io.headwater.core.queue.Queues}.
 */
@NullMarked
package io.headwater.core.queue;

import org.jspecify.annotations.NullMarked;
