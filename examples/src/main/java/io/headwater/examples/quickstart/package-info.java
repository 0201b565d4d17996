/** The smallest application that shows what Headwater is for: {@link io.headwater.examples.quickstart.Quickstart}. */
package io.headwater.examples.quickstart;
