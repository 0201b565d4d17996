/** What is measured; {@link io.headwater.benchmarks.measure.Measurements} lists it. */
@NullMarked
package io.headwater.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
