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
            insert into job (id, type, version, params, state, queue, priority, lane, unique_key, node_local, parent, root, entry,
                             token, due_at, created_at, started_at, awaited, options, labels)
            """;
    private static final String INSERT = COLUMNS + " values ";
    /** For one that asks for nothing special, as most do. */
    private static final String INSERT_PLAIN = """
            insert into job (type, version, queue, priority, lane, state, entry, created_at, started_at, id, root, params, token)
            values
            """;

    private static final String INSERT_UNLESS_KEY_IS_TAKEN = COLUMNS + """
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (type, unique_key) where unique_key is not null and state <= 4 do nothing
            """;
    /** For jobs that ran and completed, and for which nothing else changes: nearly all. */
    private static final String COMPLETE = "update job set state = 5, token = 0, ended_at = ?1 where id in (";

    private static final String MOVE =
            "with moved (state, entry, lane, stored, started_at, ended_at, id, token) as (values ";
    private static final String MOVED = """
            )
            update job
               set state = moved.state, entry = moved.entry, lane = moved.lane, token = moved.token, stored = moved.stored,
                   started_at = moved.started_at, ended_at = moved.ended_at
              from moved
             where job.id = moved.id
            """;
    private static final String UPDATE = """
            update job
               set state = ?, stopping = ?, resuming = ?, reason = ?, attempt = ?, entry = ?, lane = ?, token = ?, retries = ?,
                   crashes = ?, stored = ?, paused_by = ?, due_at = ?, active_ms = ?, started_at = ?, ended_at = ?,
                   awaited = ?
             where id = ?
            """;

    private static final @Nullable Object[] NOTHING = {};

    private final Sql sql;
    private final LaneTable lanes;
    private final Rows plainInserts;
    private final Rows inserts;
    private final Rows completions;
    private final Rows moves;
    /** Those for which something rare has changed. */
    private final List<JobRow> others = new ArrayList<>();

    private final Map<Long, Held> held = new LinkedHashMap<>();
    /** What this transaction has changed and not yet written. */
    private final List<Held> unwritten = new ArrayList<>();

    private final List<Long> ended = new ArrayList<>();
    private long characters;

    /** A job at hand. */
    private static final class Held {
        JobRow row;
        /** As the store has it; null where it has not got it yet. */
        @Nullable
        Standing stored;

        boolean changed;

        Held(JobRow row, @Nullable Standing stored) {
            this.row = row;
            this.stored = stored;
        }
    }

    Desk(Sql sql) {
        this.sql = sql;
        lanes = new LaneTable(sql.aside());
        plainInserts = new Rows(sql, INSERT_PLAIN, "(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?, ?, ?, ?)", "");
        inserts = new Rows(sql, INSERT, "(" + "?, ".repeat(19) + "?)", "");
        completions = new Rows(sql, COMPLETE, "?", ")");
        moves = new Rows(sql, MOVE, "(?1, ?2, ?3, ?4, ?5, ?6, ?, ?)", MOVED);
        sql.precededBy(this::write);
    }

    LaneTable lanes() {
        return lanes;
    }

    @Nullable
    JobRow find(long id) {
        Held known = held.get(id);
        return known == null ? null : known.row;
    }

    /** As it is stored. */
    void take(JobRow stored) {
        hold(new Held(stored, stored.standing()));
    }

    private void hold(Held fresh) {
        Held before = held.put(fresh.row.id(), fresh);
        characters += weight(fresh.row) - (before == null ? 0 : weight(before.row));
    }

    Optional<JobRow> insert(long id, NewJob job, long now) {
        sql.putOffOne();
        JobRow row = job.stored(id, now);
        if (job.key() == null) {
            var fresh = new Held(row, null);
            hold(fresh);
            change(fresh);
        } else if (sql.run(INSERT_UNLESS_KEY_IS_TAKEN, values(row)) == 0) {
            return Optional.empty();
        } else {
            take(row);
        }
        return Optional.of(row);
    }

    /** A job that is at hand has moved on. */
    void put(JobRow moved) {
        sql.putOffOne();
        Held known = Objects.requireNonNull(held.get(moved.id()), "not at hand");
        known.row = moved;
        change(known);
        if (!moved.standing().state().isLive()) {
            ended.add(moved.id());
        }
    }

    private void change(Held known) {
        if (!known.changed) {
            known.changed = true;
            unwritten.add(known);
        }
    }

    private void write() {
        if (unwritten.isEmpty()) {
            return;
        }
        for (Held known : unwritten) {
            Standing stored = known.stored;
            if (stored != null) {
                writeChange(known.row, stored);
            } else {
                insert(known.row);
                if (!isInsertedWhole(known.row.standing())) {
                    writeChange(known.row, Standing.fresh());
                }
            }
            known.stored = known.row.standing();
            known.changed = false;
        }
        unwritten.clear();
        plainInserts.write();
        inserts.write();
        completions.write();
        moves.write();
        for (JobRow other : others) {
            writeAll(other);
        }
        others.clear();
    }

    private void insert(JobRow row) {
        if (isPlain(row)) {
            Standing now = row.standing();
            @Nullable
            Object[] common = {
                row.type(),
                row.version(),
                row.queue(),
                row.priority(),
                lane(row),
                now.state(),
                now.entry(),
                row.createdAt(),
                now.startedAt()
            };
            plainInserts.add(common, row.id(), row.root(), row.params(), now.token());
        } else {
            inserts.add(NOTHING, values(row));
        }
    }

    private static boolean isPlain(JobRow row) {
        return row.parent() == null
                && row.options() == null
                && row.labels() == null
                && row.standing().dueAt() == null
                && !row.standing().awaited();
    }

    /** Whether the store knows all of it once it is inserted: it rarely does not, as when the job waits or ends at once. */
    private static boolean isInsertedWhole(Standing now) {
        Standing fresh = Standing.fresh();
        return now.state().isLive()
                && now.attempt() == fresh.attempt()
                && now.retries() == 0
                && now.crashes() == 0
                && now.stopping() == null
                && now.pausedBy() == null
                && !now.stored();
    }

    private int lane(JobRow row) {
        return lanes.number(Lane.of(row));
    }

    private @Nullable Object[] values(JobRow row) {
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
            lane(row),
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

    private void writeChange(JobRow row, Standing from) {
        Standing to = row.standing();
        if (!isPlain(from, to)) {
            others.add(row);
        } else if (isCompletion(from, to)) {
            completions.add(new @Nullable Object[] {to.endedAt()}, row.id());
        } else {
            @Nullable Object[] common = {to.state(), to.entry(), lane(row), to.stored(), to.startedAt(), to.endedAt()};
            moves.add(common, row.id(), to.token());
        }
    }

    private static boolean isCompletion(Standing from, Standing to) {
        return to.state() == JobState.COMPLETED
                && from.entry() == to.entry()
                && from.stored() == to.stored()
                && Objects.equals(from.startedAt(), to.startedAt());
    }

    /** Whether it only went on to its next state, as nearly all do. */
    private static boolean isPlain(Standing from, Standing to) {
        return from.stopping() == to.stopping()
                && from.resuming() == to.resuming()
                && from.attempt() == to.attempt()
                && from.retries() == to.retries()
                && from.crashes() == to.crashes()
                && from.activeMillis() == to.activeMillis()
                && from.awaited() == to.awaited()
                && Objects.equals(from.reason(), to.reason())
                && Objects.equals(from.pausedBy(), to.pausedBy())
                && Objects.equals(from.dueAt(), to.dueAt());
    }

    private void writeAll(JobRow row) {
        Standing to = row.standing();
        sql.aside()
                .run(
                        UPDATE,
                        to.state(),
                        to.stopping(),
                        to.resuming(),
                        to.reason(),
                        to.attempt(),
                        to.entry(),
                        lane(row),
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
                        row.id());
    }

    /** What has ended is looked at no more; of the rest, what has been here for the longest time goes first. */
    void committed() {
        for (Long id : ended) {
            drop(id);
        }
        ended.clear();
        if (held.size() > MOST_JOBS || characters > MOST_CHARACTERS) {
            var oldest = held.values().iterator();
            while (held.size() > MOST_JOBS || characters > MOST_CHARACTERS) {
                characters -= weight(oldest.next().row);
                oldest.remove();
            }
        }
    }

    void forget(Collection<Long> ids) {
        ids.forEach(this::drop);
    }

    private void drop(Long id) {
        Held gone = held.remove(id);
        if (gone != null) {
            characters -= weight(gone.row);
        }
    }

    private static int weight(JobRow row) {
        return row.params().length() + 200;
    }

    void clear() {
        lanes.forget();
        held.clear();
        unwritten.clear();
        others.clear();
        ended.clear();
        plainInserts.drop();
        inserts.drop();
        completions.drop();
        moves.drop();
        characters = 0;
    }
}
