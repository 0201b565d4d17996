/**
 * The files that jobs with models read, and the places of what they write: {@link io.headwater.models.media.MediaFiles},
 * {@link io.headwater.models.media.OutputDisk}.
 */
@NullMarked
package io.headwater.models.media;

import org.jspecify.annotations.NullMarked;
