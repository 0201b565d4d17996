/** Single methods, measured with JMH. */
@NullMarked
package io.headwater.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
