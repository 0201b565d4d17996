/** How a running command looks: live, in lines, as JSON. The door is {@link io.headwater.cli.screen.Screen}. */
@NullMarked
package io.headwater.cli.screen;

import org.jspecify.annotations.NullMarked;
