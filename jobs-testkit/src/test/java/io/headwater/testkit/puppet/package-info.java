/**
 * Jobs that do only what a test tells them. The door is {@link io.headwater.testkit.puppet.Puppets}.
 */
@org.jspecify.annotations.NullMarked
package io.headwater.testkit.puppet;
