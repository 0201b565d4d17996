/** How people and programs name a model: {@link io.headwater.models.ref.ModelRef}. */
@NullMarked
package io.headwater.models.ref;

import org.jspecify.annotations.NullMarked;
