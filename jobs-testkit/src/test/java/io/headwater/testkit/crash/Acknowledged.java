package io.headwater.testkit.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that the children said, one run after the other: kept in a file of its own, which no child can reach, and in mind.
 * What contradicts itself fails the test at once.
 */
final class Acknowledged {
    private final Path file;
    private final List<Fact> fresh = new ArrayList<>();
    private final Map<Long, Integer> marked = new HashMap<>();
    private final Map<String, String> steps = new HashMap<>();
    private final Map<Long, Wish> wishes = new HashMap<>();
    private final Map<Fact.Kind, Set<Long>> announced = new EnumMap<>(Fact.Kind.class);
    private long cursor;
    private int lastOpened;
    private int count;

    /**
     * What was last asked of a job, or acknowledged.
     *
     * @param run in which run
     */
    record Wish(Fact.Kind kind, int run) {}

    Acknowledged(Path file) {
        this.file = file;
    }

    void add(int run, List<Fact> facts) {
        write(run, facts);
        fresh.clear();
        fresh.addAll(facts);
        count += facts.size();
        facts.forEach(fact -> note(run, fact));
    }

    private void write(int run, List<Fact> facts) {
        var lines = new ArrayList<String>();
        lines.add("# run " + run);
        facts.forEach(fact -> lines.add(fact.line()));
        try {
            Files.write(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void note(int run, Fact fact) {
        switch (fact.kind()) {
            case OPEN -> lastOpened = run;
            case EVENT -> {
                check(fact.number(0) > cursor, "told of an event after a later one", fact);
                cursor = fact.number(0);
            }
            case MARKED -> marked.merge(fact.job(), (int) fact.number(0), Math::max);
            case RESTORED ->
                check(fact.number(0) >= marked.getOrDefault(fact.job(), 0), "an older checkpoint came back", fact);
            case STEP -> {
                String before = steps.putIfAbsent(fact.job() + " " + fact.word(0), fact.word(1));
                check(before == null || before.equals(fact.word(1)), "a step that was stored was done again", fact);
            }
            case PAUSING, RESUMING, CANCELLING, RETRYING -> {
                announced
                        .computeIfAbsent(fact.kind(), unused -> new HashSet<>())
                        .add(fact.job());
                wishes.put(fact.job(), new Wish(fact.kind(), run));
            }
            case PAUSED, RESUMED, CANCELLED, RETRIED -> wishes.put(fact.job(), new Wish(fact.kind(), run));
            case DISPATCHED, COMPLETED, FAILED, PARKED, DONE -> {}
            case WRONG -> check(false, "a child was surprised", fact);
        }
    }

    private static void check(boolean isSound, String what, Fact fact) {
        if (!isSound) {
            throw new AssertionError(what + ": " + fact);
        }
    }

    /** What the last run added. */
    List<Fact> fresh() {
        return fresh;
    }

    /** The highest checkpoint that was acknowledged to each job. */
    Map<Long, Integer> marked() {
        return marked;
    }

    Map<Long, Wish> wishes() {
        return wishes;
    }

    boolean wasAnnounced(Fact.Kind request, long job) {
        return announced.getOrDefault(request, Set.of()).contains(job);
    }

    /** Whether an engine was opened in a later run than this. */
    boolean openedAfter(int run) {
        return lastOpened > run;
    }

    /** The last event that was told. */
    long cursor() {
        return cursor;
    }

    int count() {
        return count;
    }
}
