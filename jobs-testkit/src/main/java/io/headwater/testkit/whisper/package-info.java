/**
 * A speech model small enough to be made inside a test, and sound to go with it: it hears which of four notes is played
 * and says the word for it, at a time known beforehand. The doors are {@link io.headwater.testkit.whisper.TinyWhisper} and
 * {@link io.headwater.testkit.whisper.Tones}.
 */
@NullMarked
package io.headwater.testkit.whisper;

import org.jspecify.annotations.NullMarked;
