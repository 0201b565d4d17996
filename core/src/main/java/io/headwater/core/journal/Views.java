package io.headwater.core.journal;

import io.headwater.jobs.JobState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Questions that people ask of the store. */
public final class Views {
    private static final String BLOCKED_BY = """
            with recursive awaited (id) as (
                select target from edge where waiter = ? and open = 1
                union
                select e.target from edge e join awaited a on e.waiter = a.id where e.open = 1)
            select j.id from awaited a join job j on j.id = a.id where j.state = 4 order by j.id
            """;
    private static final String QUEUED =
            "select queue, count(*) as jobs from job where state = 1 and (state <= 4 or state = 8) group by queue";
    private static final String DEPENDS_ON =
            "select distinct target from edge where waiter = ? and dependency = 1 order by target";
    private static final String PAGE = """
            select id from job
             where id < ?
               and (? & (1 << state)) <> 0
               and (? is null or type = ?)
               and (? is null or root = ?)
               and not exists (select 1 from json_each(?) wanted
                                where json_extract(coalesce(job.labels, '{}'), '$."' || wanted.key || '"')
                                      is not wanted.value)
             order by id desc
             limit ?
            """;
    private static final String COUNT = """
            select count(*) from job
             where (? & (1 << state)) <> 0
               and (? is null or type = ?)
               and (? is null or root = ?)
               and not exists (select 1 from json_each(?) wanted
                                where json_extract(coalesce(job.labels, '{}'), '$."' || wanted.key || '"')
                                      is not wanted.value)
            """;

    private final Sql sql;

    Views(Sql sql) {
        this.sql = sql;
    }

    /** The paused jobs that a job waits for, directly or through others. */
    public List<Long> blockedBy(long waiter) {
        return sql.all(row -> row.number(1), BLOCKED_BY, waiter);
    }

    /** How many jobs of each queue are queued. */
    public Map<String, Long> queued() {
        var counts = new HashMap<String, Long>();
        sql.all(row -> counts.put(row.text("queue"), row.number("jobs")), QUEUED);
        return counts;
    }

    public List<Long> dependenciesOf(long waiter) {
        return sql.all(row -> row.number(1), DEPENDS_ON, waiter);
    }

    /**
     * What a list is narrowed to.
     *
     * @param labels as JSON
     */
    public record Wanted(
            java.util.Set<JobState> states,
            @org.jspecify.annotations.Nullable String type,
            @org.jspecify.annotations.Nullable Long root,
            String labels) {
        private int stateBits() {
            return states.stream().mapToInt(state -> 1 << state.ordinal()).sum();
        }
    }

    /** Newest first. */
    public List<Long> page(Wanted wanted, long beforeId, int limit) {
        return sql.all(
                row -> row.number(1),
                PAGE,
                beforeId,
                wanted.stateBits(),
                wanted.type(),
                wanted.type(),
                wanted.root(),
                wanted.root(),
                wanted.labels(),
                limit);
    }

    public long count(Wanted wanted) {
        return sql.number(
                COUNT, wanted.stateBits(), wanted.type(), wanted.type(), wanted.root(), wanted.root(), wanted.labels());
    }
}
