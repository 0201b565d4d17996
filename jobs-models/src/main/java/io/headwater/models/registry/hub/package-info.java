/** What the Hugging Face Hub, or a mirror of it, says of its repositories. The door is {@link io.headwater.models.registry.hub.Hub}. */
@NullMarked
package io.headwater.models.registry.hub;

import org.jspecify.annotations.NullMarked;
