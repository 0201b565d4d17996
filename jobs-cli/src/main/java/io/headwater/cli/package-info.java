/** The {@code headwater} command. The door is {@link io.headwater.cli.Main}. */
@NullMarked
package io.headwater.cli;

import org.jspecify.annotations.NullMarked;
