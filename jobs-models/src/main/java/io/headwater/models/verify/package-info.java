/** Whether what is here is what it should be. The door is {@link io.headwater.models.verify.Verification}. */
@NullMarked
package io.headwater.models.verify;

import org.jspecify.annotations.NullMarked;
