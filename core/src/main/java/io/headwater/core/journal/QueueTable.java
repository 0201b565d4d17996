package io.headwater.core.journal;

import io.headwater.core.journal.Sql.Row;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was changed about queues while an engine ran. */
public final class QueueTable {
    private final Sql sql;

    QueueTable(Sql sql) {
        this.sql = sql;
    }

    /** @param slots null: as the engine is built */
    public record Setting(String queue, @Nullable Integer slots, boolean paused) {}

    public List<Setting> all() {
        return sql.all(QueueTable::read, "select queue, slots, paused from queue_setting");
    }

    /** As it is built where nothing was set. */
    public Setting of(String queue) {
        return sql.one(QueueTable::read, "select queue, slots, paused from queue_setting where queue = ?", queue)
                .orElse(new Setting(queue, null, false));
    }

    private static Setting read(Row row) throws SQLException {
        Long slots = row.numberOrNull("slots");
        return new Setting(row.text("queue"), slots == null ? null : (Integer) slots.intValue(), row.flag("paused"));
    }

    public void put(Setting setting) {
        sql.run(
                "insert or replace into queue_setting (queue, slots, paused) values (?, ?, ?)",
                setting.queue(),
                setting.slots(),
                setting.paused());
    }
}
