/**
 * The engine that runs whisper.cpp. The door is {@link io.headwater.speech.whisper.WhisperEngine}; nobody else sees the
 * native library.
 */
@NullMarked
package io.headwater.speech.whisper;

import org.jspecify.annotations.NullMarked;
