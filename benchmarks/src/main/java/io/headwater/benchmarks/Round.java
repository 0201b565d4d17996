package io.headwater.benchmarks;

import io.headwater.benchmarks.measure.Goal;
import java.util.Map;

/** What each contender reached in one round: figures by contender and name. */
record Round(Map<String, Map<String, Double>> figures) {
    double figure(String contender, String name) {
        return figures.getOrDefault(contender, Map.of()).getOrDefault(name, Double.NaN);
    }

    /** What the goal is about, within this round alone: the machine may be another in the next. */
    double value(Goal goal) {
        double figure = figure(goal.contender(), goal.figure());
        String reference = goal.reference();
        return reference == null ? figure : figure / figure(reference, goal.figure());
    }
}
