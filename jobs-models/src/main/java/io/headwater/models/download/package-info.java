/**
 * Bytes from a source to the disk, and nothing about models. The door is
 * {@link io.headwater.models.download.FileDownload}.
 */
@NullMarked
package io.headwater.models.download;

import org.jspecify.annotations.NullMarked;
