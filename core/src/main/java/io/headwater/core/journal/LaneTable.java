package io.headwater.core.journal;

import io.headwater.core.journal.Sql.Row;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** The numbers of the lanes, once they are asked for: they are few, and stay. */
final class LaneTable {
    private static final Lane.Stage[] STAGES = Lane.Stage.values();

    private final Sql sql;
    private final Map<Lane, Integer> numbers = new HashMap<>();

    LaneTable(Sql sql) {
        this.sql = sql;
    }

    /** Of those that there are, or a new one. */
    int number(Lane lane) {
        Integer known = numbers().get(lane);
        if (known != null) {
            return known;
        }
        int next = numbers.size() + 1;
        sql.run(
                "insert into lane (id, type, queue, priority, stage) values (?, ?, ?, ?, ?)",
                next,
                lane.type(),
                lane.queue(),
                lane.priority(),
                lane.stage());
        numbers.put(lane, next);
        return next;
    }

    /** All that there are. */
    Map<Lane, Integer> numbers() {
        if (numbers.isEmpty()) {
            sql.all(
                    row -> numbers.put(read(row), row.small("id")),
                    "select id, type, queue, priority, stage from lane");
        }
        return numbers;
    }

    static Lane read(Row row) throws SQLException {
        return new Lane(row.text("type"), row.text("queue"), row.small("priority"), row.code("stage", STAGES));
    }

    /** The transaction is undone, and those that it made with it. */
    void forget() {
        numbers.clear();
    }
}
