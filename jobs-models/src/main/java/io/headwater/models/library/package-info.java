/** The models that are known and those that are here: looked at, measured, removed. The door is {@link io.headwater.models.library.Library}. */
@NullMarked
package io.headwater.models.library;

import org.jspecify.annotations.NullMarked;
