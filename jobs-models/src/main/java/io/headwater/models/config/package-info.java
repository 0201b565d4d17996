/** What a user has written into {@code headwater.yaml}: {@link io.headwater.models.config.Configuration}. */
@NullMarked
package io.headwater.models.config;

import org.jspecify.annotations.NullMarked;
