/**
 * The Hugging Face hub on this machine, for tests and demonstrations: it answers as the real one does, breaks things on
 * cue and remembers what it was asked. The door is {@link io.headwater.testkit.hub.HubLookAlike}.
 */
@NullMarked
package io.headwater.testkit.hub;

import org.jspecify.annotations.NullMarked;
