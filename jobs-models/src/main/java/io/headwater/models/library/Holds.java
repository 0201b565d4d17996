package io.headwater.models.library;

import io.headwater.jobs.JobContext;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobView;
import io.headwater.jobs.Jobs;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Which jobs were given which models. Nobody tells when an attempt is over; so who wants to know asks for the jobs
 * themselves, and those that are no longer in that attempt are forgotten then.
 */
public final class Holds {
    /** More jobs than a machine works on at once; without a bound, what nobody asks about would pile up. */
    private static final int MOST = 10_000;

    private final Map<Attempt, Set<Path>> files = new LinkedHashMap<>();

    private record Attempt(JobId job, int number) {
        /** Whether the handler may still work with what it was given, or go on with it after a wait. */
        boolean isUnderWay(JobView view) {
            boolean atWork = switch (view.state()) {
                case RUNNING, WAITING, QUEUED -> true;
                case SCHEDULED, PAUSED, COMPLETED, FAILED, CANCELLED, QUARANTINED -> false;
            };
            return atWork && view.attempt() == number;
        }
    }

    public synchronized void add(JobContext context, List<Path> given) {
        files.computeIfAbsent(new Attempt(context.id(), context.attempt()), attempt -> new TreeSet<>())
                .addAll(given);
        if (files.size() > MOST) {
            files.remove(files.keySet().iterator().next());
        }
    }

    /** The jobs that hold some of these files. */
    Mono<List<JobId>> of(Predicate<Path> some, Jobs jobs) {
        return underWay(jobs)
                .filter(hold -> hold.getValue().stream().anyMatch(some))
                .map(hold -> hold.getKey().job())
                .distinct()
                .collectList();
    }

    /** All that is held. */
    Flux<Path> paths(Jobs jobs) {
        return underWay(jobs).flatMapIterable(Map.Entry::getValue);
    }

    private Flux<Map.Entry<Attempt, Set<Path>>> underWay(Jobs jobs) {
        return Flux.fromIterable(all().entrySet())
                .filterWhen(hold -> jobs.find(hold.getKey().job())
                        .map(hold.getKey()::isUnderWay)
                        .defaultIfEmpty(false)
                        .doOnNext(held -> forget(hold.getKey(), held)));
    }

    private synchronized Map<Attempt, Set<Path>> all() {
        return files.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, hold -> Set.copyOf(hold.getValue())));
    }

    private synchronized void forget(Attempt attempt, boolean held) {
        if (!held) {
            files.remove(attempt);
        }
    }
}
