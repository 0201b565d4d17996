package io.headwater.testkit.hub;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The URLs under which the bytes of large files can be had: another one for every request, and each for a while only. */
final class SignedUrls {
    private static final Duration VALID = Duration.ofHours(1);

    /** What a signature stands for. */
    record Grant(String file, StoredFile stored, Instant end, int era, AtomicInteger usesLeft) {}

    private final Supplier<Instant> clock;
    private final Supplier<URI> place;
    private final AtomicLong nonce = new AtomicLong();
    private final Map<String, Grant> grants = new ConcurrentHashMap<>();
    private final AtomicInteger era = new AtomicInteger();
    private volatile int uses = Integer.MAX_VALUE;

    SignedUrls(Supplier<Instant> clock, Supplier<URI> place) {
        this.clock = clock;
        this.place = place;
    }

    String issue(Repository repository, StoredFile file) {
        Instant end = clock.get().plus(VALID);
        String signature =
                Content.of("secret " + nonce.incrementAndGet() + file.etag()).sha256();
        String owner = Content.of(repository.id()).gitSha1();
        grants.put(
                signature,
                new Grant(Resolve.label(repository, file.path()), file, end, era.get(), new AtomicInteger(uses)));
        return "%s/repos/%s/%s/%s?response-content-disposition=inline%%3B+filename*%%3DUTF-8%%27%%27file&Expires=%d&Signature=%s&Key-Pair-Id=K2L8F4GPSG1IFC"
                .formatted(place.get(), owner.substring(0, 2), owner, file.etag(), end.getEpochSecond(), signature);
    }

    /** What was granted, be it over or not; null when it never was. */
    @Nullable
    Grant find(@Nullable String signature) {
        return signature == null ? null : grants.get(signature);
    }

    /** Whether it is still good for a request, which this one is. */
    boolean redeem(Grant grant) {
        return grant.era() == era.get()
                && clock.get().isBefore(grant.end())
                && grant.usesLeft().getAndDecrement() > 0;
    }

    void expireAll() {
        era.incrementAndGet();
    }

    /** Those issued from now on are good for so many requests. */
    void lastFor(int requests) {
        uses = requests;
    }
}
