/** The models that are known by name: {@link io.headwater.models.catalog.Catalog}. What they are is data, in {@code catalog.json}. */
@NullMarked
package io.headwater.models.catalog;

import org.jspecify.annotations.NullMarked;
