/** What was said and when: {@link io.headwater.speech.transcript.Segment}. */
@NullMarked
package io.headwater.speech.transcript;

import org.jspecify.annotations.NullMarked;
