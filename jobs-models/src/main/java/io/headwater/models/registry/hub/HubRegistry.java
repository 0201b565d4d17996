package io.headwater.models.registry.hub;

import io.headwater.jobs.JobException;
import io.headwater.models.cache.HubShelf;
import io.headwater.models.download.FirstAnswers;
import io.headwater.models.ref.HubRef;
import io.headwater.models.ref.ModelRef;
import io.headwater.models.registry.Facts;
import io.headwater.models.registry.ListedFile;
import io.headwater.models.registry.Listing;
import io.headwater.models.registry.Place;
import io.headwater.models.registry.Registry;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The repositories of one hub. */
public final class HubRegistry implements Registry {
    private final Hub hub;

    public HubRegistry(Hub hub) {
        this.hub = hub;
    }

    @Override
    public boolean serves(ModelRef ref) {
        return ref instanceof HubRef;
    }

    @Override
    public Mono<Listing> list(Place place, @Nullable Listing last) {
        var ref = (HubRef) place.ref();
        Repo repo = repo(ref);
        return hub.info(repo, ref.revision())
                .flatMap(info ->
                        files(repo, info.commit(), last).map(files -> new Listing(info.commit(), files, facts(info))))
                .doOnNext(place::requireAsDeclared);
    }

    /** A commit never changes. */
    private Mono<List<ListedFile>> files(Repo repo, String commit, @Nullable Listing last) {
        return last != null && commit.equals(last.commit())
                ? Mono.just(last.files())
                : hub.files(repo, commit).map(HubShelf::listed);
    }

    @Override
    public List<URI> locations(Place place, Listing listing, ListedFile file) {
        String commit = Objects.requireNonNull(listing.commit(), "what the hub lists is a commit");
        return List.of(hub.location(repo((HubRef) place.ref()), commit, file.path()));
    }

    @Override
    public FirstAnswers listener(Place place) {
        return hub.listener(repo((HubRef) place.ref()), place.ref().name());
    }

    @Override
    public boolean isGone(JobException refusal) {
        return HubErrors.isGone(refusal);
    }

    @Override
    public Optional<String> advice() {
        return hub.isAnonymous() ? Optional.of(HubErrors.ADVICE) : Optional.empty();
    }

    private static Repo repo(HubRef ref) {
        return new Repo(ref.type(), ref.id());
    }

    private static Facts facts(RepoInfo info) {
        return new Facts(
                info.id(),
                info.licences(),
                info.tags(),
                info.gated(),
                info.isPrivate(),
                info.disabled(),
                info.lastModified());
    }
}
