package io.headwater.models;

import io.headwater.jobs.Jobs;
import io.headwater.models.download.Threads;
import io.headwater.models.ref.ModelRef;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Work that needs several models: which these are, how far they are, and the work itself, which is put together only when
 * all of them are here. For hosts; a job asks {@link Models#ensureModel} for one after the other.
 */
public final class Pipeline {
    private final Models models;
    private final Jobs jobs;
    private final List<ModelRef> requirements;
    private final Map<ModelRef, Readiness> states = new LinkedHashMap<>();
    private final Sinks.Many<Map<ModelRef, Readiness>> changes =
            Sinks.many().replay().latest();

    /** How far a model is. */
    public enum Readiness {
        /** Nobody has looked yet. */
        UNKNOWN,
        MISSING,
        DOWNLOADING,
        READY,
        /** It cannot be had; the download's job says why. */
        FAILED
    }

    /** @param jobs whose engine downloads what is missing; it must know {@link Models#downloadHandler()} */
    public Pipeline(Models models, Jobs jobs, List<ModelRef> requirements) {
        this.models = models;
        this.jobs = jobs;
        this.requirements = List.copyOf(new LinkedHashSet<>(requirements));
        this.requirements.forEach(ref -> states.put(ref, Readiness.UNKNOWN));
        changes.tryEmitNext(Map.copyOf(states));
    }

    public List<ModelRef> requirements() {
        return requirements;
    }

    /** How far each model is by now, then each change. Whoever is slow sees the newest. */
    public Flux<Map<ModelRef, Readiness>> readiness() {
        return changes.asFlux().onBackpressureLatest();
    }

    /**
     * Looks for all models. Emits whether each of them is ready in the end.
     *
     * @param download whether to fetch what is missing
     */
    public Mono<Boolean> verifyModels(boolean download) {
        return found(download).map(Optional::isPresent);
    }

    /**
     * Carries out what is made of the models, which is put together only when all of them are ready; empty when one of them
     * cannot be had.
     *
     * @param download whether to fetch what is missing
     */
    public <T> Mono<T> run(boolean download, Function<Map<ModelRef, InstalledModel>, Mono<T>> stages) {
        return found(download).flatMap(Mono::justOrEmpty).flatMap(stages);
    }

    /** All or nothing. */
    private Mono<Optional<Map<ModelRef, InstalledModel>>> found(boolean download) {
        return Flux.fromIterable(requirements)
                .flatMapSequential(ref -> find(ref, download).map(model -> Map.entry(ref, model)))
                .collectMap(Map.Entry::getKey, Map.Entry::getValue, LinkedHashMap::new)
                .map(all -> Optional.of(all).filter(found -> found.size() == requirements.size()));
    }

    private Mono<InstalledModel> find(ModelRef ref, boolean download) {
        return Mono.fromCallable(() -> models.installed(ref))
                .subscribeOn(Threads.forFiles())
                .flatMap(Mono::justOrEmpty)
                .switchIfEmpty(Mono.defer(() -> absent(ref, download)))
                .doOnNext(model -> become(ref, Readiness.READY))
                .doOnError(failure -> become(ref, Readiness.FAILED))
                .onErrorComplete();
    }

    private Mono<InstalledModel> absent(ModelRef ref, boolean download) {
        become(ref, download ? Readiness.DOWNLOADING : Readiness.MISSING);
        return download ? models.ensure(jobs, ref).flatMap(handle -> handle.result()) : Mono.empty();
    }

    private synchronized void become(ModelRef ref, Readiness state) {
        if (states.put(ref, state) != state) {
            changes.tryEmitNext(Map.copyOf(states));
        }
    }
}
