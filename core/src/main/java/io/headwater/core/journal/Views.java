package io.headwater.core.journal;

import io.headwater.core.journal.Wanted.Condition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Questions that people ask of the store. */
public final class Views {
    private static final String BLOCKED_BY = """
            with recursive awaited (id) as (
                select target from edge where waiter = ? and open = 1
                union
                select e.target from edge e join awaited a on e.waiter = a.id where e.open = 1)
            select j.id from awaited a join job j on j.id = a.id where j.state = 4 order by j.id
            """;
    private static final String QUEUED = """
            select queue, sum(jobs) as jobs
              from (select lane as number, count(*) as jobs from job where state = 1 and state <= 4 group by lane)
              join lane on id = number
             group by queue
            """;
    private static final String PAGE = "select id from job where %s and id < ? order by id desc limit ?";
    private static final String PAGE_OF_OPEN = """
            select found.id
              from lane
              join job found on found.id in (select id
                                               from job
                                              where %s and job.lane = lane.id and id < ?
                                              order by id desc
                                              limit ?)
            """;
    private static final String DEPENDS_ON =
            "select distinct target from edge where waiter = ? and dependency = 1 order by target";
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

    /** Newest first. Of open jobs a state and a lane at a time, each in the order of its index. */
    public List<Long> page(Wanted wanted, long beforeId, int limit) {
        if (!wanted.onlyOpen()) {
            return pageOf(wanted, PAGE, beforeId, limit);
        }
        return wanted.states().stream()
                .flatMap(state -> pageOf(wanted.inStates(Set.of(state)), PAGE_OF_OPEN, beforeId, limit).stream())
                .sorted(Comparator.reverseOrder())
                .limit(limit)
                .toList();
    }

    private List<Long> pageOf(Wanted wanted, String query, long beforeId, int limit) {
        Condition condition = wanted.condition();
        var values = new ArrayList<>(condition.values());
        values.add(beforeId);
        values.add(limit);
        return sql.all(row -> row.number(1), query.formatted(condition.text()), values.toArray());
    }

    public long count(Wanted wanted) {
        Condition condition = wanted.condition();
        return sql.number(
                "select count(*) from job where " + condition.text(),
                condition.values().toArray());
    }
}
