/** Where models lie on this machine, and what is known of them. The door is {@link io.headwater.models.cache.ModelCache}. */
@NullMarked
package io.headwater.models.cache;

import org.jspecify.annotations.NullMarked;
