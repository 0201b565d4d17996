package io.headwater.models.registry;

import io.headwater.jobs.JobException;
import io.headwater.models.download.FirstAnswers;
import io.headwater.models.ref.ModelRef;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A kind of places where models are published. A new one is one class: it says what there is, and where the bytes can be
 * had; how these get here, safely, is the same for all.
 */
public interface Registry {
    /** Whether references of this kind lead to its places. */
    boolean serves(ModelRef ref);

    /**
     * What there is at a place by now. Fails with what a person can do about it.
     *
     * @param last what there was when it was last asked: what cannot have changed need not be asked again; null the first time
     */
    Mono<Listing> list(Place place, @Nullable Listing last);

    /** Where a file that was listed can be had: the best first. */
    List<URI> locations(Place place, Listing listing, ListedFile file);

    /** Who hears what the origin of its files answers, and may refuse in better words than a stranger has. */
    default FirstAnswers listener(Place place) {
        return FirstAnswers.IGNORED;
    }

    /** Whether a refusal means that there is nothing any more, and not only that it is not for who asks. */
    default boolean isGone(JobException refusal) {
        return refusal instanceof JobException.NotFound;
    }

    /** What people should know who fetch from there, the first time that they do. */
    default Optional<String> advice() {
        return Optional.empty();
    }
}
