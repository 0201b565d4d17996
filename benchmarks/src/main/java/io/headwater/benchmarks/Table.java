package io.headwater.benchmarks;

import io.headwater.benchmarks.measure.Goal;
import io.headwater.benchmarks.measure.Measurement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** The sections, as Markdown: absolutes first, then what was to be reached. Medians, with the least and the most. */
final class Table {
    private final StringBuilder text = new StringBuilder();

    void add(Measurement measurement, List<Round> rounds) {
        Set<String> names = new LinkedHashSet<>();
        rounds.forEach(round -> round.figures().values().forEach(found -> names.addAll(found.keySet())));
        text.append("%n### %s: %s%n".formatted(measurement.name(), measurement.title()));
        row(List.of("contender"), names);
        text.append("|---".repeat(names.size() + 1)).append("|\n");
        for (String contender : measurement.contenders()) {
            List<String> cells = new ArrayList<>();
            for (String name : names) {
                cells.add(spread(rounds, round -> round.figure(contender, name)));
            }
            row(List.of(contender), cells);
        }
        if (!measurement.goals().isEmpty()) {
            text.append("\n| goal | wanted | reached | met |\n|---|---|---|---|\n");
            measurement.goals().forEach(goal -> add(goal, rounds));
        }
    }

    private void add(Goal goal, List<Round> rounds) {
        String what = goal.figure() + ", " + goal.contender();
        if (goal.reference() != null) {
            what += " / " + goal.reference();
        }
        String wanted = (goal.atLeast() ? "≥ " : "≤ ") + number(goal.bound());
        double reached = median(rounds, round -> round.value(goal));
        String met = goal.isMetBy(reached) ? "yes" : "**no**";
        row(List.of(what, wanted), List.of(spread(rounds, round -> round.value(goal)), met));
    }

    private void row(List<String> head, Iterable<String> rest) {
        List<String> cells = new ArrayList<>(head);
        rest.forEach(cells::add);
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static double median(List<Round> rounds, ToDoubleFunction<Round> value) {
        double[] sorted = rounds.stream().mapToDouble(value).sorted().toArray();
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
    }

    private static String spread(List<Round> rounds, ToDoubleFunction<Round> value) {
        double[] sorted = rounds.stream().mapToDouble(value).sorted().toArray();
        double middle = median(rounds, value);
        if (Double.isNaN(middle)) {
            return "";
        }
        return "%s (%s–%s)".formatted(number(middle), number(sorted[0]), number(sorted[sorted.length - 1]));
    }

    /** Three figures that count. */
    private static String number(double value) {
        double size = Math.abs(value);
        String pattern = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, pattern, value).replace(',', ' ');
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
