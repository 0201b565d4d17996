/** The token of the hub: set and cleared. The door is {@link io.headwater.cli.token.TokenCommands}. */
@NullMarked
package io.headwater.cli.token;

import org.jspecify.annotations.NullMarked;
