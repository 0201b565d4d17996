package io.headwater.core.journal;

import io.headwater.jobs.JobState;
import io.headwater.jobs.UniqueKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The jobs that the journal has at hand. It alone changes them, so what lies here is what is stored; and what changes
 * several times in a transaction is written once, before anything could miss it: a job that is dispatched and started by
 * the same transaction costs one row.
 */
final class Desk {
    private static final int MOST_JOBS = 4_096;
    private static final long MOST_CHARACTERS = 4_000_000;

    private static final String COLUMNS = """
            insert into job (id, type, version, params, state, queue, priority, unique_key, node_local, parent, root, entry,
                             token, due_at, created_at, started_at, awaited, options, labels)
            """;
    private static final String INSERT = COLUMNS + " values ";
    /** For one that asks for nothing special, as most do. */
    private static final String INSERT_PLAIN = """
            insert into job (id, type, version, params, state, queue, priority, root, entry, token, created_at, started_at) values
            """;

    private static final String INSERT_UNLESS_KEY_IS_TAKEN = COLUMNS + """
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (type, unique_key) where unique_key is not null and state <= 4 do nothing
            """;
    /** For jobs that ran and completed, and for which nothing else changes: nearly all. */
    private static final String COMPLETE = "update job set state = 5, token = 0, ended_at = ? where id in (values ";

    private static final String MOVE = "with moved (id, state, entry, token, stored, started_at, ended_at) as (values ";
    private static final String MOVED = """
            )
            update job
               set state = moved.state, entry = moved.entry, token = moved.token, stored = moved.stored,
                   started_at = moved.started_at, ended_at = moved.ended_at
              from moved
             where job.id = moved.id
            """;
    private static final String UPDATE = """
            update job
               set state = ?, stopping = ?, resuming = ?, reason = ?, attempt = ?, entry = ?, token = ?, retries = ?,
                   crashes = ?, stored = ?, paused_by = ?, due_at = ?, active_ms = ?, started_at = ?, ended_at = ?,
                   awaited = ?
             where id = ?
            """;

    private final Sql sql;
    private final Rows plainInserts;
    private final Rows inserts;
    private final Rows completions;
    private final Rows moves;
    private final Map<Long, JobRow> rows = new LinkedHashMap<>(256, 0.75f, true);
    private final Map<Long, JobRow> added = new LinkedHashMap<>();
    private final Map<Long, Change> changed = new LinkedHashMap<>();
    private final List<Long> ended = new ArrayList<>();
    /** The same for all, because a transaction has one time. */
    private @Nullable Long completedAt;

    private long characters;

    /** @param stored as the store still has it */
    private record Change(Standing stored, JobRow row) {
        boolean isCompletion() {
            Standing to = row.standing();
            return to.state() == JobState.COMPLETED
                    && stored.entry() == to.entry()
                    && stored.stored() == to.stored()
                    && Objects.equals(stored.startedAt(), to.startedAt())
                    && isPlain();
        }

        /** Whether it only went on to its next state, as nearly all do. */
        boolean isPlain() {
            Standing to = row.standing();
            return stored.stopping() == to.stopping()
                    && stored.resuming() == to.resuming()
                    && stored.attempt() == to.attempt()
                    && stored.retries() == to.retries()
                    && stored.crashes() == to.crashes()
                    && stored.activeMillis() == to.activeMillis()
                    && stored.awaited() == to.awaited()
                    && Objects.equals(stored.reason(), to.reason())
                    && Objects.equals(stored.pausedBy(), to.pausedBy())
                    && Objects.equals(stored.dueAt(), to.dueAt());
        }
    }

    Desk(Sql sql) {
        this.sql = sql;
        plainInserts = new Rows(sql, INSERT_PLAIN, 12, "");
        inserts = new Rows(sql, INSERT, 19, "");
        completions = new Rows(sql, COMPLETE, 1, ")");
        moves = new Rows(sql, MOVE, 7, MOVED);
        sql.precededBy(this::write);
    }

    @Nullable
    JobRow find(long id) {
        return rows.get(id);
    }

    /** As it is stored. */
    void take(JobRow stored) {
        JobRow before = rows.put(stored.id(), stored);
        characters += weight(stored) - (before == null ? 0 : weight(before));
    }

    Optional<JobRow> insert(long id, NewJob job, long now) {
        sql.putOffOne();
        JobRow row = job.stored(id, now);
        if (job.key() == null) {
            added.put(id, row);
        } else if (sql.run(INSERT_UNLESS_KEY_IS_TAKEN, values(row)) == 0) {
            return Optional.empty();
        }
        take(row);
        return Optional.of(row);
    }

    void put(JobRow from, JobRow moved) {
        sql.putOffOne();
        take(moved);
        if (added.replace(moved.id(), moved) == null) {
            Change before = changed.get(moved.id());
            changed.put(moved.id(), new Change(before == null ? from.standing() : before.stored(), moved));
        }
        if (!moved.standing().state().isLive()) {
            ended.add(moved.id());
        }
    }

    private void write() {
        if (!added.isEmpty()) {
            added.values().forEach(this::writeNew);
            plainInserts.write();
            inserts.write();
            added.clear();
        }
        if (!changed.isEmpty()) {
            changed.values().forEach(this::writeChanged);
            completions.write(completedAt);
            moves.write();
            changed.clear();
        }
    }

    private void writeNew(JobRow row) {
        if (isPlain(row)) {
            Standing now = row.standing();
            plainInserts.add(
                    row.id(),
                    row.type(),
                    row.version(),
                    row.params(),
                    now.state(),
                    row.queue(),
                    row.priority(),
                    row.root(),
                    now.entry(),
                    now.token(),
                    row.createdAt(),
                    now.startedAt());
        } else {
            inserts.add(values(row));
        }
        if (!isAsInserted(row.standing())) {
            // Rare: it has ended, or waits, in the transaction that it began in.
            changed.put(row.id(), new Change(Standing.fresh(), row));
        }
    }

    private static boolean isPlain(JobRow row) {
        return row.parent() == null
                && row.options() == null
                && row.labels() == null
                && row.standing().dueAt() == null
                && !row.standing().awaited();
    }

    /** Whether the columns of an insert say it all. */
    private static boolean isAsInserted(Standing now) {
        Standing fresh = Standing.fresh();
        return now.state().isLive()
                && now.attempt() == fresh.attempt()
                && now.retries() == 0
                && now.crashes() == 0
                && now.stopping() == null
                && now.pausedBy() == null
                && !now.stored();
    }

    private static @Nullable Object[] values(JobRow row) {
        Standing standing = row.standing();
        UniqueKey key = row.key();
        return new @Nullable Object[] {
            row.id(),
            row.type(),
            row.version(),
            row.params(),
            standing.state(),
            row.queue(),
            row.priority(),
            key == null ? null : key.value(),
            key != null && key.scope() == UniqueKey.Scope.NODE,
            row.parent(),
            row.root(),
            standing.entry(),
            standing.token(),
            standing.dueAt(),
            row.createdAt(),
            standing.startedAt(),
            standing.awaited(),
            row.options(),
            row.labels()
        };
    }

    private void writeChanged(Change change) {
        JobRow row = change.row();
        Standing to = row.standing();
        if (change.isCompletion()) {
            completions.add(row.id());
            completedAt = to.endedAt();
        } else if (change.isPlain()) {
            moves.add(row.id(), to.state(), to.entry(), to.token(), to.stored(), to.startedAt(), to.endedAt());
        } else {
            writeAll(row.id(), to);
        }
    }

    private void writeAll(long id, Standing to) {
        sql.aside()
                .run(
                        UPDATE,
                        to.state(),
                        to.stopping(),
                        to.resuming(),
                        to.reason(),
                        to.attempt(),
                        to.entry(),
                        to.token(),
                        to.retries(),
                        to.crashes(),
                        to.stored(),
                        to.pausedBy(),
                        to.dueAt(),
                        to.activeMillis(),
                        to.startedAt(),
                        to.endedAt(),
                        to.awaited(),
                        id);
    }

    /** What has ended is looked at no more; of the rest, what was not looked at for the longest time goes first. */
    void committed() {
        ended.forEach(this::drop);
        ended.clear();
        var oldest = rows.values().iterator();
        while (rows.size() > MOST_JOBS || characters > MOST_CHARACTERS) {
            characters -= weight(oldest.next());
            oldest.remove();
        }
    }

    void forget(Collection<Long> ids) {
        ids.forEach(this::drop);
    }

    private void drop(long id) {
        JobRow row = rows.remove(id);
        if (row != null) {
            characters -= weight(row);
        }
    }

    private static int weight(JobRow row) {
        return row.params().length() + 200;
    }

    void clear() {
        rows.clear();
        added.clear();
        changed.clear();
        ended.clear();
        plainInserts.drop();
        inserts.drop();
        completions.drop();
        moves.drop();
        characters = 0;
    }
}
