package io.headwater.testkit.crash;

import io.headwater.core.fault.Point;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a child process is started for.
 *
 * @param run which child this is
 * @param cursor the last event that a child before it was told of
 * @param point where it is to stand still; null: nowhere
 * @param pass how often it passes the point until then, from 1 on
 * @param finish whether it is to bring all jobs to their end
 */
record Orders(
        Path file,
        int run,
        long seed,
        long cursor,
        @Nullable Point point,
        int pass,
        boolean finish) {
    private static final String NOWHERE = "-";

    static Orders parse(String[] arguments) {
        return new Orders(
                Path.of(arguments[0]),
                Integer.parseInt(arguments[1]),
                Long.parseLong(arguments[2]),
                Long.parseLong(arguments[3]),
                arguments[4].equals(NOWHERE) ? null : Point.valueOf(arguments[4]),
                Integer.parseInt(arguments[5]),
                Boolean.parseBoolean(arguments[6]));
    }

    List<String> arguments() {
        return List.of(
                file.toString(),
                Integer.toString(run),
                Long.toString(seed),
                Long.toString(cursor),
                point == null ? NOWHERE : point.name(),
                Integer.toString(pass),
                Boolean.toString(finish));
    }
}
