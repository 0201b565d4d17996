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
    record Grant(String file, StoredFile stored, Instant end, AtomicInteger usesLeft) {}

    private final Supplier<Instant> clock;
    private final Supplier<URI> place;
    private final AtomicLong nonce = new AtomicLong();
    private final Map<String, Grant> grants = new ConcurrentHashMap<>();
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
        grants.put(signature, new Grant(Resolve.label(repository, file), file, end, new AtomicInteger(uses)));
        return "%s/repos/%s/%s/%s?response-content-disposition=inline%%3B+filename*%%3DUTF-8%%27%%27file&Expires=%d&Signature=%s&Key-Pair-Id=K2L8F4GPSG1IFC"
                .formatted(place.get(), owner.substring(0, 2), owner, file.etag(), end.getEpochSecond(), signature);
    }

    /** What was granted; null when it never was, or is over. */
    @Nullable
    Grant redeem(@Nullable String signature) {
        Grant grant = signature == null ? null : grants.get(signature);
        if (grant == null || !clock.get().isBefore(grant.end())) {
            return null;
        }
        return grant.usesLeft().getAndDecrement() > 0 ? grant : null;
    }

    void expireAll() {
        grants.clear();
    }

    /** Those issued from now on are good for so many requests. */
    void lastFor(int requests) {
        uses = requests;
    }
}
