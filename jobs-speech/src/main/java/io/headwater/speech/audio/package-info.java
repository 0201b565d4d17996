/** From recordings to samples: {@link io.headwater.speech.audio.AudioDecoder}. */
@NullMarked
package io.headwater.speech.audio;

import org.jspecify.annotations.NullMarked;
