/** Who fetches files, each as its documentation advises; {@link io.headwater.benchmarks.client.Clients} makes them. */
@NullMarked
package io.headwater.benchmarks.client;

import org.jspecify.annotations.NullMarked;
