package io.headwater.models.download;

import io.headwater.jobs.JobException;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;

/** One request for one piece of a file, and what comes of it. */
final class Connection {
    private static final long LONGEST_CALL = TimeUnit.MILLISECONDS.toNanos(50);

    private final Network network;
    private final Fetch fetch;
    private final RemoteFile file;
    private final PartialFile partial;
    private final URI location;
    private final Piece piece;
    private final Desk desk;
    private final Watch watch;

    /** What was asked for: all from this byte on, or some of it; null when it was the whole file. */
    private volatile @Nullable Long askedFrom;

    /** Who is told what has been done. */
    interface Desk {
        /** A chunk is in the file. */
        void written();

        /**
         * All that had arrived is in the file, or some of it.
         *
         * @param nanos how long the source has waited for that
         * @param noted whether that is noted already
         */
        void stored(long nanos, boolean noted);
    }

    Connection(Network network, Fetch fetch, URI location, Piece piece, Desk desk) {
        this.network = network;
        this.fetch = fetch;
        this.file = fetch.file();
        this.partial = fetch.partial();
        this.location = location;
        this.piece = piece;
        this.desk = desk;
        this.watch = new Watch(location, network.scheduler());
    }

    /** Each subscription is one request, from the location on. Completes when the piece is here. */
    Mono<Void> run() {
        var question = HttpSource.Question.file(
                location, this::askForThePiece, fetch.options().firstAnswers());
        return network.pauses()
                .over(location)
                // The watch begins first: who has heard the question may let time pass.
                .then(Mono.firstWithSignal(watch.alarm(), network.ask(question, this::receive)))
                .then();
    }

    private boolean asksForAll() {
        return piece.next == 0
                && (piece.end == Pieces.UNKNOWN
                        || Objects.equals(piece.end, partial.version().bytes()));
    }

    private void askForThePiece(HttpHeaders headers) {
        // Kept, because until the answer comes the piece may have lost its second half to somebody else.
        askedFrom = asksForAll() ? null : piece.next;
        if (askedFrom == null) {
            return;
        }
        boolean toTheEnd = piece.end == Pieces.UNKNOWN
                || Objects.equals(piece.end, partial.version().bytes());
        headers.set(HttpHeaderNames.RANGE, "bytes=%d-%s".formatted(piece.next, toTheEnd ? "" : piece.end - 1));
        if (partial.version().isExact()) {
            headers.set(HttpHeaderNames.IF_RANGE, partial.version().etag());
        }
    }

    private Mono<Boolean> receive(HttpSource.Reply reply) {
        watch.answered();
        int status = reply.status();
        Answer answer = Answer.to(status, reply.headers(), askedFrom, partial.version());
        Mono<Void> taken = switch (answer.meaning()) {
            case BEGINS -> begin(reply, answer.version());
            case CONTINUES -> expect(answer.version()).then(network.crowds().during(location, store(reply.body())));
            case IS_WHOLE -> expect(answer.version());
            case DOES_NOT_FIT -> Mono.error(new StartOver("it has changed at its source"));
            case REFUSED -> Mono.error(refused(reply));
            case NONSENSE -> Mono.error(DownloadErrors.nonsense(reply.location(), status));
        };
        return taken.thenReturn(true);
    }

    private Mono<Void> begin(HttpSource.Reply reply, Version version) {
        if (askedFrom != null) {
            return Mono.error(
                    version.equals(partial.version())
                            ? StartOver.forWholeness()
                            : new StartOver("it has changed at its source"));
        }
        if (isWebPage(reply.headers()) && !file.name().toLowerCase(Locale.ROOT).matches(".*\\.html?")) {
            return Mono.error(DownloadErrors.notTheFile(file, reply.location()));
        }
        return expect(version).then(network.crowds().during(location, store(reply.body())));
    }

    /** Of those who stand between a machine and the network, most answer everything with a page to log in. */
    private static boolean isWebPage(HttpHeaders headers) {
        return headers.get(HttpHeaderNames.CONTENT_TYPE, "")
                .toLowerCase(Locale.ROOT)
                .startsWith("text/html");
    }

    private JobException refused(HttpSource.Reply reply) {
        return DownloadErrors.refused(file, reply.location(), reply.status(), reply.away());
    }

    private Mono<Void> expect(Version said) {
        Long bytes = said.bytes() == null ? file.bytes() : said.bytes();
        if (file.bytes() != null && said.bytes() != null && !file.bytes().equals(said.bytes())) {
            return Mono.error(DownloadErrors.remoteChanged(
                    file,
                    location,
                    "%s instead of %s".formatted(Sizes.readable(said.bytes()), Sizes.readable(file.bytes()))));
        }
        if (bytes != null && file.bytes() == null && bytes > fetch.settings().largestFile()) {
            return Mono.error(
                    DownloadErrors.tooLarge(file, location, fetch.settings().largestFile()));
        }
        return Mono.fromRunnable(() -> partial.expect(new Version(said.etag(), bytes)))
                .then(partial.isNoted() ? fetch.disk().step(partial::checkSpace) : Mono.empty())
                .doOnSuccess(done -> desk.stored(0, false));
    }

    private Mono<Void> store(ByteBufFlux body) {
        return Mono.using(
                () -> new Intake(watch),
                intake -> intake.of(body)
                        .concatMap(rung -> intake.isEmpty() ? Mono.empty() : takeIn(intake), 1)
                        // Somebody else may have taken over the rest of it.
                        .takeUntil(taken -> piece.isDone())
                        .then(Mono.defer(() -> endOfBody(intake.broken()))),
                Intake::close);
    }

    /** All that has arrived, or, where there is a limit, one chunk after the other. */
    private Mono<Boolean> takeIn(Intake intake) {
        return Mono.defer(() -> {
                    long begun = System.nanoTime();
                    return admit(intake.next())
                            .then(fetch.disk().work(() -> write(intake)))
                            .doOnNext(noted -> desk.stored(System.nanoTime() - begun - intake.idleNanos(), noted));
                })
                .repeat(() -> !intake.isEmpty() && !piece.isDone())
                .last();
    }

    /** Answers true when a note was taken. A request to stop closes the intake, so that nothing more is found there. */
    private boolean write(Intake intake) throws IOException {
        boolean noted = false;
        long begun = System.nanoTime();
        long left = Slice.of(Objects.requireNonNullElse(partial.version().bytes(), Long.MAX_VALUE));
        for (ByteBuf chunk = intake.take(); chunk != null; chunk = left <= 0 ? null : another(intake, begun)) {
            try {
                checkLength(chunk.readableBytes());
                left -= chunk.readableBytes();
                noted |= partial.write(piece, chunk);
            } finally {
                intake.done(chunk);
            }
            desk.written();
        }
        if (intake.isEmpty()) {
            partial.hashIfLittle();
        }
        return noted;
    }

    private @Nullable ByteBuf another(Intake intake, long begun) throws IOException {
        if (isLimited()) {
            return null; // each of them has to be let in
        }
        ByteBuf chunk = intake.take();
        if (chunk != null || piece.isDone()) {
            return chunk;
        }
        partial.hashIfLittle();
        // Where many sources are slow, others may have to wait for the threads that look for more.
        return System.nanoTime() - begun < LONGEST_CALL ? intake.takeSoon() : null;
    }

    private void checkLength(int arrived) {
        if (arrived > piece.missing()
                && Objects.equals(piece.end, partial.version().bytes())) {
            throw DownloadErrors.tooLong(location, piece.end);
        }
        if (piece.end == Pieces.UNKNOWN
                && piece.next + arrived > fetch.settings().largestFile()) {
            throw DownloadErrors.tooLarge(file, location, fetch.settings().largestFile());
        }
    }

    private boolean isLimited() {
        return fetch.settings().limit().isSet() || fetch.options().limit().isSet();
    }

    private Mono<Void> admit(int bytes) {
        return fetch.settings()
                .limit()
                .admit(bytes, network.scheduler())
                .then(fetch.options().limit().admit(bytes, network.scheduler()));
    }

    private Mono<Void> endOfBody(@Nullable Throwable broken) {
        if (!piece.taken) {
            // The file was dropped meanwhile. Why, is for whoever dropped it to say, and that ends this connection.
            return Mono.never();
        }
        if (piece.isDone()) {
            return Mono.empty();
        }
        if (broken != null) {
            return Mono.error(DownloadErrors.brokenOff(broken, location, partial));
        }
        return piece.end == Pieces.UNKNOWN
                ? fetch.disk().step(partial::endsHere)
                : Mono.error(DownloadErrors.truncated(location, partial, null));
    }
}
