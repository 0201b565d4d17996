/**
 * Between Java and JSON: which types there are, how they are written and read, and why one cannot be. The door is
 * {@link io.headwater.core.codec.JobCodec}.
 */
@NullMarked
package io.headwater.core.codec;

import org.jspecify.annotations.NullMarked;
