/** What handlers and hosts can do, one feature a class. */
@org.jspecify.annotations.NullMarked
package io.headwater.testkit.feature;
