/**
 * The main job from end to end on a machine without internet: a hub of its own, two recordings, and a model that they share.
 * The door is {@link io.headwater.cli.demo.Demo}.
 */
@NullMarked
package io.headwater.cli.demo;

import org.jspecify.annotations.NullMarked;
