/**
 * The journal: one SQLite file, one thread that writes it, and all statements. The only package that knows SQL. The door
 * is {@link io.headwater.core.journal.Journal}; {@link io.headwater.core.journal.Ledger} is what a command sees of the
 * store while it runs.
 */
@NullMarked
package io.headwater.core.journal;

import org.jspecify.annotations.NullMarked;
