/**
 * One command is one job: it is stored, run together with what it waits for, and paused by Ctrl-C. The door is
 * {@link io.headwater.cli.work.Foreground}.
 */
@NullMarked
package io.headwater.cli.work;

import org.jspecify.annotations.NullMarked;
