/**
 * For tests of jobs: a real engine on a temporary file, with borrowed time, forced re-entry and things that go wrong on
 * purpose. The door is {@link io.headwater.testkit.TestEngine}; no test framework is needed.
 */
@NullMarked
package io.headwater.testkit;

import org.jspecify.annotations.NullMarked;
