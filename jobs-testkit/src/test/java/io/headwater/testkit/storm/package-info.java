/**
 * Storms: random operations against a model of the table of states, and races between two of them. The door is
 * {@link io.headwater.testkit.storm.StormTest}.
 */
@NullMarked
package io.headwater.testkit.storm;

import org.jspecify.annotations.NullMarked;
