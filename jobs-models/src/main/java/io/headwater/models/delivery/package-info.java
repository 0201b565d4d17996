/** What stands between a source and a shelf: what is wanted, where it is to be had, and its delivery. The door is {@link io.headwater.models.delivery.Depot}. */
@NullMarked
package io.headwater.models.delivery;

import org.jspecify.annotations.NullMarked;
