/** All commands about models. The door is {@link io.headwater.cli.models.ModelsCommands}. */
@NullMarked
package io.headwater.cli.models;

import org.jspecify.annotations.NullMarked;
