/** The table of states, row by row: what happens to a job, and that all who tell of it tell the same. */
@org.jspecify.annotations.NullMarked
package io.headwater.testkit.table;
