/** What all commands have in common. The door is {@link io.headwater.cli.command.Headwater}. */
@NullMarked
package io.headwater.cli.command;

import org.jspecify.annotations.NullMarked;
