/** The engines that are measured, each at its best documented setting; {@link io.headwater.benchmarks.contender.Contenders} makes them. */
@NullMarked
package io.headwater.benchmarks.contender;

import org.jspecify.annotations.NullMarked;
