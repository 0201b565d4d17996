/** Speech to text. An engine turns sound into words behind {@link io.headwater.speech.SpeechEngine}. */
@NullMarked
package io.headwater.speech;

import org.jspecify.annotations.NullMarked;
