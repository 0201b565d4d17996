package io.headwater.models.library;

import io.headwater.jobs.JobException;
import io.headwater.models.Models;
import io.headwater.models.delivery.Depot;
import io.headwater.models.delivery.ModelErrors;
import io.headwater.models.delivery.Wanted;
import io.headwater.models.download.Threads;
import io.headwater.models.ref.HubRef;
import io.headwater.models.ref.ModelRef;
import io.headwater.models.registry.Facts;
import io.headwater.models.registry.KnownListings.Known;
import io.headwater.models.registry.Listing;
import io.headwater.models.registry.Place;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What is published of models, by the sources of {@link Models}. An answer is kept, for a day unless told otherwise, and asked
 * for again only after that; who cannot be asked is known by the last answer, however old: {@link ModelInfo#asked} tells.
 */
public final class ModelRegistry {
    private final Depot depot;
    private final Function<ModelRef, Wanted> wanted;
    private final Duration ttl;
    private final Supplier<Instant> clock;

    public ModelRegistry(Depot depot, Function<ModelRef, Wanted> wanted, Duration ttl, Supplier<Instant> clock) {
        this.depot = depot;
        this.wanted = wanted;
        this.ttl = ttl;
        this.clock = clock;
    }

    /**
     * What is published of a model. Errors with the source's refusal where nothing is known of it, and with {@code OFFLINE}
     * where nobody may be asked.
     *
     * @param forceRefresh whether to ask even where the last answer is young enough
     */
    public Mono<ModelInfo> query(ModelRef ref, boolean forceRefresh) {
        return Mono.defer(() -> {
            Wanted wish = wanted.apply(ref);
            Place place = wish.places().get(0);
            return blocking(() -> depot.known().find(place)).flatMap(last -> {
                boolean lastWillDo = last.isPresent() && (depot.offline() || (!forceRefresh && isYoung(last.get())));
                return (lastWillDo ? Mono.just(last.get()) : ask(place, last.orElse(null)))
                        .map(known -> info(wish.ref(), place, known));
            });
        });
    }

    public Mono<ModelInfo> refresh(ModelRef ref) {
        return query(ref, true);
    }

    /** The last answer, however old; empty where nobody has been asked yet. Blocks. */
    public Optional<ModelInfo> cached(ModelRef ref) {
        Place place = wanted.apply(ref).places().get(0);
        try {
            return depot.known().find(place).map(known -> info(ref, place, known));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /** Forgets all answers. Blocks. */
    public void clear() {
        plainly(() -> {
            depot.known().forgetAll();
            return true;
        });
    }

    /** Forgets what is known of one. Blocks. */
    public void clear(ModelRef ref) {
        plainly(() -> {
            for (Place place : wanted.apply(ref).places()) {
                depot.known().forget(place);
            }
            return true;
        });
    }

    private boolean isYoung(Known last) {
        return last.asked().plus(ttl).isAfter(clock.get());
    }

    private Mono<Known> ask(Place place, @Nullable Known last) {
        if (depot.offline()) {
            return Mono.error(ModelErrors.offline(place.ref()));
        }
        Listing before = last == null ? null : last.listing();
        return depot.registry(place)
                .list(place, before)
                .flatMap(listing -> blocking(() -> depot.known().remember(place, listing)))
                .onErrorResume(failure -> last != null, failure -> insteadOf(failure, place, last));
    }

    /** A source that fails is known by its last answer; one that says that there is nothing any more has given an answer. */
    private Mono<Known> insteadOf(Throwable failure, Place place, @Nullable Known last) {
        if (failure instanceof JobException gone && depot.registry(place).isGone(gone)) {
            return blocking(() -> depot.known().rememberGone(place, gone.getMessage()))
                    .flatMap(Mono::justOrEmpty);
        }
        return Mono.justOrEmpty(last);
    }

    private static ModelInfo info(ModelRef ref, Place place, Known known) {
        Facts facts = known.listing().facts();
        return new ModelInfo(
                ref,
                place.ref(),
                known.listing().commit(),
                place.wanted(known.listing()),
                facts.licences(),
                facts.tags(),
                facts.gated(),
                deprecation(place, known),
                facts.lastModified(),
                known.asked());
    }

    private static @Nullable String deprecation(Place place, Known known) {
        Facts facts = known.listing().facts();
        if (known.gone() != null) {
            return known.gone();
        }
        if (facts.disabled()) {
            return "its source has disabled it";
        }
        boolean renamed = place.ref() instanceof HubRef hub
                && facts.id() != null
                && !facts.id().equals(hub.id());
        return renamed ? "it is called %s now".formatted(facts.id()) : null;
    }

    private static <T> Mono<T> blocking(Callable<T> call) {
        return Mono.fromCallable(call).subscribeOn(Threads.forFiles());
    }

    private static void plainly(Callable<Boolean> call) {
        try {
            call.call();
        } catch (Exception failure) {
            throw ModelErrors.notCleared(failure);
        }
    }
}
