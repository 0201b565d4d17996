package io.headwater.cli.screen;

import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobTree;
import java.util.Map;

/** Where a command shows what it does. Told of one thing after the other, never of two at once. */
public interface Screen {
    /** Something happened to a job of the command. */
    void happened(JobEvent event);

    /** How the command's jobs stand now; told several times a second. */
    void shows(JobTree tree);

    /** The jobs are over; what comes now stands below all that was shown of them. */
    void settle();

    /** A line for people. */
    void says(String line);

    /** A line for people that is what they asked for, and all of it. */
    void answers(String line);

    /** Rows that are what they asked for. */
    default void answers(Table table) {
        table.lines().forEach(this::answers);
    }

    /** For programs: one of the things that were asked for; people get it by {@link #answers}. */
    default void item(Map<String, ?> fields) {}

    /** The command is over. For programs: it is the last that they get, and has {@code ok} in it. */
    void result(Map<String, ?> fields);
}
