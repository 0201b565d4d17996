/** Jobs and what happens to them in the shape that other programs read. Nothing here knows where it is shown. */
@NullMarked
package io.headwater.cli.json;

import org.jspecify.annotations.NullMarked;
