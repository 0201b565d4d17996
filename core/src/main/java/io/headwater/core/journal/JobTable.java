package io.headwater.core.journal;

import io.headwater.core.journal.Sql.Row;
import io.headwater.jobs.JobState;
import io.headwater.jobs.StopReason;
import io.headwater.jobs.UniqueKey;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** The jobs. */
public final class JobTable {
    private static final JobState[] STATES = JobState.values();
    private static final StopReason[] REASONS = StopReason.values();
    private static final int PAGE = 1_000;

    private static final String COLUMNS = """
            select id, type, version, params, state, stopping, resuming, reason, queue, priority, unique_key, node_local,
                   parent, root, attempt, entry, token, retries, crashes, stored, paused_by, due_at, active_ms,
                   created_at, started_at, ended_at, awaited, options, labels
              from job
            """;
    private static final String BY_ID = COLUMNS + " where id = ?";
    private static final String BY_IDS = COLUMNS + " where id in (select value from json_each(?))";
    private static final String LIVE_BY_KEY =
            COLUMNS + " where type = ? and unique_key = ? and unique_key is not null and state <= 4";
    private static final String CHILDREN = COLUMNS + " where parent = ? order by id";
    // Without what looks like a repetition SQLite would not see that the index of open jobs has all of them.
    private static final String OPEN_IN_STATE =
            "select id from job where state = ? and (state <= 4 or state = 8) order by id";
    private static final String DUE = COLUMNS + " where state = 0 and due_at <= ? order by due_at, id limit ?";

    /** Whoever waits in a later attempt rests between two; in the first, the options say whether it was a delay. */
    private static final String MOVE_RESTS = """
            update job
               set due_at = due_at + ?
             where state in (0, 4) and due_at is not null
               and (attempt > 1 or json_extract(options, '$.delay') is not null)
            """;

    /** How long a rest was meant to be is in the event that told of it. */
    private static final String SHORTEN_RESTS = """
            with resting (id, length) as (
                select job.id, (select event.detail - event.at
                                  from event
                                 where event.job = job.id and event.kind in (0, 4)
                                 order by event.seq desc
                                 limit 1)
                  from job
                 where job.state in (0, 4) and job.due_at is not null
                   and (job.attempt > 1 or json_extract(job.options, '$.delay') is not null))
            update job
               set due_at = ? + resting.length
              from resting
             where job.id = resting.id and job.due_at > ? + resting.length
            """;

    /** Nobody asked them to stop, and they have not crashed too often: takes the reason of a shutdown and the limit. */
    static final String PLAINLY_CRASHED = """
             state = 2 and state <= 4
               and (stopping is null or stopping = ?1)
               and (?2 = 0 or stored = 1 or crashes + 1 < ?2)
            """;

    /** The same as {@link Standing#crashed}. */
    private static final String REQUEUE_PLAINLY_CRASHED = """
            update job
               set state = 1, stopping = null, resuming = 0, reason = null, paused_by = null, ended_at = null, token = 0,
                   crashes = case when stored = 1 then 0 else crashes + 1 end, stored = 0, due_at = null
             where""" + PLAINLY_CRASHED;

    private static final String LANES = "select type, queue, priority, stage from lane where exists (";
    private static final String QUEUED = "select 1 from job where state = 1 and state <= 4 and job.lane = lane.id)";
    private static final String IN_USE = """
            select 1
              from job
             where state in (0, 1, 2, 3, 4, 8) and (state <= 4 or state = 8) and job.lane = lane.id)
            """;

    private static final String WITH_HANDLER =
            " where state = 1 and state <= 4 and lane in (select id from lane where stage = ?)";
    private static final String MOVE_QUEUE = """
            update job
               set queue = ?, lane = ?
             where state in (0, 1, 2, 3, 4, 8) and (state <= 4 or state = 8) and lane = ?
            """;

    private final Sql sql;
    private final @Nullable Desk desk;

    /** To look at. */
    static JobTable toRead(Sql sql) {
        return new JobTable(sql, null);
    }

    /** To change, by the one who alone does so. */
    static JobTable toChange(Sql sql) {
        return new JobTable(sql, new Desk(sql));
    }

    private JobTable(Sql sql, @Nullable Desk desk) {
        this.sql = sql;
        this.desk = desk;
    }

    /** Brings jobs to hand that will be asked for one by one. */
    public void fetch(List<Long> ids) {
        var missing = new ArrayList<Long>();
        for (Long id : ids) {
            if (desk().find(id) == null) {
                missing.add(id);
            }
        }
        if (missing.size() > 1) {
            sql.all(JobTable::read, BY_IDS, missing.toString()).forEach(desk()::take);
        }
    }

    public List<JobRow> newestFirst(List<Long> ids) {
        return sql.all(JobTable::read, BY_IDS + " order by id desc", ids.toString());
    }

    public Optional<JobRow> find(long id) {
        JobRow known = desk == null ? null : desk.find(id);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<JobRow> stored = sql.one(JobTable::read, BY_ID, id);
        if (desk != null) {
            stored.ifPresent(desk::take);
        }
        return stored;
    }

    public Optional<JobRow> liveByKey(String type, UniqueKey key) {
        return sql.one(JobTable::read, LIVE_BY_KEY, type, key.value());
    }

    public List<JobRow> childrenOf(long parent) {
        return sql.all(JobTable::read, CHILDREN, parent);
    }

    /** What happens to one child may change another, as below. */
    public void eachChild(long parent, Consumer<JobRow> action) {
        each(ids("select id from job where parent = ? order by id", parent), action);
    }

    /** Those of one state that have not left it when it is their turn. Costs nothing for jobs that have ended. */
    public void eachInState(JobState state, Consumer<JobRow> action) {
        each(ids(OPEN_IN_STATE, state), job -> {
            if (job.standing().state() == state) {
                action.accept(job);
            }
        });
    }

    /** Jobs that were live before the first of them had its turn. */
    public void eachLiveOfType(String type, Consumer<JobRow> action) {
        each(ids("select id from job where state <= 4 and type = ? order by id", type), action);
    }

    /** Jobs that were about to go on with a handler in memory. */
    public void eachQueuedWithHandler(Consumer<JobRow> action) {
        each(ids("select id from job" + WITH_HANDLER, Lane.Stage.GOING_ON), action);
    }

    private List<Long> ids(String query, Object parameter) {
        return sql.all(row -> row.number(1), query, parameter);
    }

    /** Each as it is when its turn comes: the end of one job wakes others, which may be among those that follow. */
    private void each(List<Long> ids, Consumer<JobRow> action) {
        for (int next = 0; next < ids.size(); next += PAGE) {
            List<Long> page = ids.subList(next, Math.min(next + PAGE, ids.size()));
            for (JobRow read : sql.all(JobTable::read, BY_IDS + " order by id", page.toString())) {
                JobRow changed = desk().find(read.id());
                action.accept(changed == null ? read : changed);
            }
        }
    }

    public List<JobRow> due(long now, int limit) {
        return sql.all(JobTable::read, DUE, now, limit);
    }

    public Optional<Long> nextDue() {
        return sql.one(row -> row.number(1), "select due_at from job where state = 0 order by due_at limit 1");
    }

    /** The stored job; empty when a live job has its key. */
    Optional<JobRow> insert(long id, NewJob job, long now) {
        return desk().insert(id, job, now);
    }

    /**
     * False when the job is not as it was read, but for the time that it has been active since: what is reckoned from an
     * old copy would undo what came between.
     */
    public boolean move(JobRow from, Standing to) {
        JobRow present = find(from.id()).orElse(null);
        if (present == null) {
            throw new IllegalStateException(from + " is gone");
        }
        if (!present.standing()
                .equals(from.standing().withActive(present.standing().activeMillis()))) {
            return false;
        }
        desk().put(present.with(to));
        return true;
    }

    public JobRow raise(JobRow job, int priority) {
        Lane lane = Lane.of(job).withPriority(priority);
        sql.run("update job set priority = ?, lane = ? where id = ?", priority, number(lane), job.id());
        forget(List.of(job.id()));
        return find(job.id()).orElseThrow(() -> new IllegalStateException(job + " is gone"));
    }

    public JobRow inQueue(JobRow job, String queue) {
        Lane lane = Lane.of(job).inQueue(queue);
        sql.run("update job set queue = ?, lane = ? where id = ?", queue, number(lane), job.id());
        forget(List.of(job.id()));
        return find(job.id()).orElseThrow(() -> new IllegalStateException(job + " is gone"));
    }

    /** What was changed is stored for good. */
    void committed() {
        desk().committed();
    }

    /** They are stored no longer. */
    void forget(Collection<Long> ids) {
        desk().forget(ids);
    }

    /** The transaction is undone: what is remembered of it would be wrong. */
    void forgetAll() {
        desk().clear();
    }

    private Desk desk() {
        if (desk == null) {
            throw new IllegalStateException("jobs are changed by the journal only");
        }
        return desk;
    }

    private int number(Lane lane) {
        return desk().lanes().number(lane);
    }

    /** In which there is some job that is not over. */
    public List<Lane> lanesInUse() {
        return sql.all(LaneTable::read, LANES + IN_USE);
    }

    /** In which somebody waits for a slot. */
    public List<Lane> lanesQueued() {
        return sql.all(LaneTable::read, LANES + QUEUED);
    }

    /** Shows who waits there for a slot, the oldest first. There may be a million of them: nothing is read but the ids. */
    public void showQueued(Lane lane, LongConsumer shown) {
        sql.forEach(
                row -> shown.accept(row.number(1)),
                "select id from job where state = 1 and state <= 4 and lane = ? order by id",
                number(lane));
    }

    int countRunning() {
        return (int) sql.number("select count(*) from job where state = 2 and state <= 4");
    }

    /** With whatever else was put off written before, so that no job at hand is stale. */
    void requeuePlainlyCrashed(int limit) {
        sql.run(REQUEUE_PLAINLY_CRASHED, StopReason.SHUTDOWN.ordinal(), limit);
        forgetAll();
    }

    /** How many jobs moved that are not over. */
    public int moveQueue(String from, String to) {
        int moved = 0;
        for (Lane lane : lanesInUse()) {
            if (lane.queue().equals(from)) {
                moved += sql.run(MOVE_QUEUE, to, number(lane.inQueue(to)), number(lane));
            }
        }
        forgetAll();
        return moved;
    }

    /**
     * The wall clock has jumped, and the moments at which rests and delays are over go with it: they were reckoned from
     * what it said. A moment that was asked for by name stays.
     */
    void moveRests(long byMillis) {
        sql.run(MOVE_RESTS, byMillis);
        forgetAll();
    }

    /** The clock was put back while nobody looked: at least no rest lasts longer, from now on, than it was meant to. */
    public void shortenRests(long now) {
        sql.run(SHORTEN_RESTS, now, now);
        forgetAll();
    }

    private static JobRow read(Row row) throws SQLException {
        return new JobRow(
                row.number("id"),
                row.text("type"),
                row.small("version"),
                row.text("params"),
                row.text("queue"),
                row.small("priority"),
                key(row),
                row.numberOrNull("parent"),
                row.number("root"),
                row.number("created_at"),
                row.textOrNull("options"),
                row.textOrNull("labels"),
                standing(row));
    }

    private static @Nullable UniqueKey key(Row row) throws SQLException {
        String value = row.textOrNull("unique_key");
        if (value == null) {
            return null;
        }
        return row.flag("node_local") ? UniqueKey.onThisNode(value) : UniqueKey.global(value);
    }

    private static Standing standing(Row row) throws SQLException {
        return new Standing(
                row.code("state", STATES),
                row.codeOrNull("stopping", REASONS),
                row.flag("resuming"),
                row.textOrNull("reason"),
                row.small("attempt"),
                row.small("entry"),
                row.number("token"),
                row.small("retries"),
                row.small("crashes"),
                row.flag("stored"),
                row.numberOrNull("paused_by"),
                row.numberOrNull("due_at"),
                row.number("active_ms"),
                row.numberOrNull("started_at"),
                row.numberOrNull("ended_at"),
                row.flag("awaited"));
    }
}
