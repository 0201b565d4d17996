/** One class for each promise of the engine: what it means, seen from outside. */
@org.jspecify.annotations.NullMarked
package io.headwater.testkit.guarantee;
