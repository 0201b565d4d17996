/**
 * Where models lie on this machine, and what is known of them. The doors are {@link io.headwater.models.cache.Shelf}
 * and, for what comes from the hub, {@link io.headwater.models.cache.HubCache}; for a folder of the caller's own,
 * {@link io.headwater.models.cache.LocalFolder}.
 */
@NullMarked
package io.headwater.models.cache;

import org.jspecify.annotations.NullMarked;
