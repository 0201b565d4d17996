/** What is published where: one class for each kind of place. The door is {@link io.headwater.models.registry.Registry}. */
@NullMarked
package io.headwater.models.registry;

import org.jspecify.annotations.NullMarked;
