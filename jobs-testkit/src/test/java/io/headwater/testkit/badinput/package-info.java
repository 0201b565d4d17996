/** What people and machines get wrong: each mistake is told plainly, harms nobody else and loses nothing. */
@org.jspecify.annotations.NullMarked
package io.headwater.testkit.badinput;
