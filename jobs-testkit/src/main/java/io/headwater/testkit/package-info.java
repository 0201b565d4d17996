/**
 * For tests of jobs: a real engine on a temporary file, with borrowed time, forced re-entry and things that go wrong on
 * purpose. The door is {@link io.headwater.testkit.TestEngine}; no test framework is needed. The hub that models come from
 * has a package of its own.
 */
@NullMarked
package io.headwater.testkit;

import org.jspecify.annotations.NullMarked;
