/**
 * The transition table: what each trigger does to a job in each state, which event tells of it, and what must follow. All
 * of it runs inside the journal's transactions. The door is {@link io.headwater.core.lifecycle.Lifecycle}.
 */
@NullMarked
package io.headwater.core.lifecycle;

import org.jspecify.annotations.NullMarked;
