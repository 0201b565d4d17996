/** The look-alike of the hub, looked at with a plain client that takes everything as it comes. */
@NullMarked
package io.headwater.testkit.hub;

import org.jspecify.annotations.NullMarked;
