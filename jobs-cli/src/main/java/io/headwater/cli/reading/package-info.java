/** The commands that read media: {@link io.headwater.cli.reading.Transcribe} and {@link io.headwater.cli.reading.Ocr}. */
@NullMarked
package io.headwater.cli.reading;

import org.jspecify.annotations.NullMarked;
