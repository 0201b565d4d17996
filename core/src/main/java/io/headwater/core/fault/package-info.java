/**
 * Where a test may reach into the engine: instants at which to kill it, and guarantees to break on purpose. In
 * production nothing here does anything. The door is {@link io.headwater.core.fault.Faults}.
 */
@NullMarked
package io.headwater.core.fault;

import org.jspecify.annotations.NullMarked;
