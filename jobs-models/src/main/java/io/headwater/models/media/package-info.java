/**
 * The files that jobs with models read, the places of what they write, and what is said of files that cannot be read:
 * {@link io.headwater.models.media.MediaFiles}, {@link io.headwater.models.media.OutputDisk},
 * {@link io.headwater.models.media.FailureReport}.
 */
@NullMarked
package io.headwater.models.media;

import org.jspecify.annotations.NullMarked;
