/** The engine beside its peers: {@link io.headwater.benchmarks.Benchmarks} runs every measurement and prints one table. */
@NullMarked
package io.headwater.benchmarks;

import org.jspecify.annotations.NullMarked;
