/** What people can type, one class for each command. The door is {@link io.headwater.cli.command.Headwater}. */
@NullMarked
package io.headwater.cli.command;

import org.jspecify.annotations.NullMarked;
