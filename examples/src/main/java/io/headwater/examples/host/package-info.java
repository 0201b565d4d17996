/** What a host does with an engine: follow what happens, and show it. */
@NullMarked
package io.headwater.examples.host;

import org.jspecify.annotations.NullMarked;
