package io.headwater.testkit.crash;

import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobState;
import io.headwater.jobs.StopReason;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a store holds while no engine has it.
 *
 * @param integrity what SQLite says of its file
 * @param seqBoundary below which all seqs lie
 * @param idBoundary below which all ids lie
 * @param before a fingerprint of the events up to the last that was known before
 * @param whole a fingerprint of all events
 * @param news the events after the last that was known before
 * @param marks the checkpoints
 * @param contradictions rows that cannot stand together, in words
 */
record Snapshot(
        String integrity,
        long seqBoundary,
        long idBoundary,
        String before,
        String whole,
        List<StoredEvent> news,
        Map<Long, Row> jobs,
        Map<Long, Mark> marks,
        List<String> contradictions) {
    /** The fingerprint of a store in which nothing has happened. */
    static final String NO_EVENTS = "0 events, 0";

    private static final JobState[] STATES = JobState.values();
    private static final StopReason[] REASONS = StopReason.values();
    private static final JobEvent.Kind[] KINDS = JobEvent.Kind.values();

    private static final String FINGERPRINT = """
            select count(*) || ' events, ' || coalesce(sum(
                       (seq % 999983) * (job % 999979) + kind * 31 + coalesce(queued, 9) * 41 + coalesce(detail, 7) % 999961
                           + at % 999959 + length(coalesce(data, '-')) * 37), 0)
              from event
             where seq <= ?
            """;

    /** Queries that find nothing in a sound store; states 5, 6, 7 have their ends in the events of kind 8, 9, 10. */
    private static final Map<String, String> CONTRADICTIONS = whatCannotBe();

    private static Map<String, String> whatCannotBe() {
        var queries = new LinkedHashMap<String, String>();
        queries.put("waits for a job that has ended", """
                select e.waiter from edge e join job t on t.id = e.target where e.open = 1 and t.state > 4
                """);
        queries.put("waits for nothing", """
                select id from job j
                 where state = 3 and stopping is null
                   and not exists (select 1 from edge e where e.waiter = j.id and e.open = 1)
                """);
        queries.put("has an edge from or to nowhere", """
                select e.waiter from edge e
                 where not exists (select 1 from job where id = e.waiter)
                    or not exists (select 1 from job where id = e.target)
                """);
        queries.put("was told another job's end", """
                select e.waiter from edge e join event o on o.seq = e.outcome_seq
                 where o.job <> e.target or o.kind not in (8, 9, 10)
                """);
        queries.put("has ended without the event of it", """
                select id from job
                 where state in (5, 6, 7)
                   and state + 3 is not (select kind from event where job = job.id order by seq desc limit 1)
                """);
        queries.put("is live and has an end", "select id from job where state <= 4 and ended_at is not null");
        queries.put("completed and left a checkpoint", """
                select id from job where state = 5 and id in (select job from checkpoint)
                """);
        queries.put("completed and left steps", "select id from job where state = 5 and id in (select job from step)");
        queries.put("runs without a handler", "select id from job where state = 2 and token = 0");
        queries.put(
                "has a handler and is not at work", "select id from job where state not in (1, 2, 3) and token <> 0");
        queries.put("does what another does under the same key", """
                select id from job j
                 where state <= 4 and params like '%"SHARED"%'
                   and exists (select 1 from job o where o.id <> j.id and o.state <= 4 and o.params = j.params)
                """);
        queries.put("is open and in the lane of others", """
                select id from job j
                 where (state <= 4 or state = 8)
                   and not exists (select 1 from lane l
                                    where l.id = j.lane and l.type = j.type and l.queue = j.queue
                                      and l.priority = j.priority
                                      and l.stage = iif(j.state = 1 and j.token <> 0, 2, j.entry > 0))
                """);
        queries.put("is told of and not there", """
                select distinct job from event e where not exists (select 1 from job where id = e.job)
                """);
        return queries;
    }

    /** A row of the job table. */
    record Row(
            long id,
            String params,
            JobState state,
            @Nullable StopReason stopping,
            boolean resuming,
            int attempt,
            int entry,
            @Nullable Long parent) {}

    /** @param known the last event that was known before */
    static Snapshot of(Path file, long known) {
        try (Connection store = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            if (known == 0
                    && one(store, "select count(*) from sqlite_schema where name = 'job'")
                            .equals("0")) {
                return new Snapshot("ok", 0, 0, NO_EVENTS, NO_EVENTS, List.of(), Map.of(), Map.of(), List.of());
            }
            return new Snapshot(
                    one(store, "select group_concat(integrity_check) from pragma_integrity_check"),
                    Long.parseLong(one(store, "select coalesce(max(value), 0) from boundary where name = 'seq'")),
                    Long.parseLong(one(store, "select coalesce(max(value), 0) from boundary where name = 'id'")),
                    one(store, FINGERPRINT, known),
                    one(store, FINGERPRINT, Long.MAX_VALUE),
                    events(store, known),
                    jobs(store),
                    marks(store),
                    contradictionsIn(store));
        } catch (SQLException failure) {
            throw new AssertionError("the store cannot be read", failure);
        }
    }

    private static String one(Connection store, String query, Object... values) throws SQLException {
        return all(store, row -> row.getString(1), query, values).get(0);
    }

    private interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    private static <T> List<T> all(Connection store, Reading<T> reading, String query, Object... values)
            throws SQLException {
        try (var statement = store.prepareStatement(query)) {
            for (int place = 0; place < values.length; place++) {
                statement.setObject(place + 1, values[place]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                var all = new ArrayList<T>();
                while (rows.next()) {
                    all.add(reading.of(rows));
                }
                return all;
            }
        }
    }

    private static List<StoredEvent> events(Connection store, long known) throws SQLException {
        return all(
                store,
                row -> new StoredEvent(
                        row.getLong(1),
                        row.getLong(2),
                        KINDS[row.getInt(3)],
                        row.getObject(4) == null ? null : (Long) row.getLong(4),
                        row.getString(5)),
                """
                select seq, job, kind, detail, data from event where seq > ?1
                union all
                select seq - 1, job, 1, queued, null from event where queued is not null and seq - 1 > ?1
                order by seq
                """,
                known);
    }

    private static Map<Long, Row> jobs(Connection store) throws SQLException {
        var jobs = new HashMap<Long, Row>();
        for (Row job : all(
                store,
                row -> new Row(
                        row.getLong(1),
                        row.getString(2),
                        STATES[row.getInt(3)],
                        row.getObject(4) == null ? null : REASONS[row.getInt(4)],
                        row.getBoolean(5),
                        row.getInt(6),
                        row.getInt(7),
                        row.getObject(8) == null ? null : (Long) row.getLong(8)),
                "select id, params, state, stopping, resuming, attempt, entry, parent from job")) {
            jobs.put(job.id(), job);
        }
        return jobs;
    }

    /** Text that is no JSON fails here. */
    private static Map<Long, Mark> marks(Connection store) throws SQLException {
        var marks = new HashMap<Long, Mark>();
        all(
                store,
                row -> marks.put(
                        row.getLong(1), new Mark(row.getLong(2), row.getInt(3), row.getString(4), row.getString(5))),
                """
                select job, state ->> '$.job', state ->> '$.count', state ->> '$.text', state ->> '$.digest'
                  from checkpoint
                """);
        return marks;
    }

    private static List<String> contradictionsIn(Connection store) throws SQLException {
        var found = new ArrayList<String>();
        for (Map.Entry<String, String> query : CONTRADICTIONS.entrySet()) {
            for (Long job : all(store, row -> row.getLong(1), query.getValue())) {
                found.add("job " + job + " " + query.getKey());
            }
        }
        return found;
    }
}
