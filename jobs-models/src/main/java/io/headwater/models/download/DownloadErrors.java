package io.headwater.models.download;

import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.proxy.HttpProxyHandler.HttpProxyConnectException;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.timeout.ReadTimeoutException;
import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Everything that can go wrong between a source and the disk. */
final class DownloadErrors {
    static final ErrorCode DNS = new ErrorCode("DNS");
    static final ErrorCode CONNECT = new ErrorCode("CONNECT");
    private static final ErrorCode TLS = new ErrorCode("TLS");
    static final ErrorCode TIMEOUT = new ErrorCode("TIMEOUT");
    private static final ErrorCode STALLED = new ErrorCode("STALLED");
    private static final ErrorCode TRUNCATED = new ErrorCode("TRUNCATED");
    private static final ErrorCode REMOTE_CHANGED = new ErrorCode("REMOTE_CHANGED");
    static final ErrorCode RATE_LIMITED = new ErrorCode("RATE_LIMITED");
    static final ErrorCode UNAVAILABLE = new ErrorCode("UNAVAILABLE");
    private static final ErrorCode PROTOCOL = new ErrorCode("PROTOCOL");
    private static final ErrorCode TOO_LARGE = new ErrorCode("TOO_LARGE");
    private static final ErrorCode REDIRECT_REFUSED = new ErrorCode("REDIRECT_REFUSED");
    private static final ErrorCode EGRESS_REFUSED = new ErrorCode("EGRESS_REFUSED");
    private static final ErrorCode AUTH_REQUIRED = new ErrorCode("AUTH_REQUIRED");
    private static final ErrorCode CHECKSUM_MISMATCH = new ErrorCode("CHECKSUM_MISMATCH");

    private static final String BYTES_ARE_KEPT = "What has arrived is kept; trying again goes on from there.";

    /** The words of Linux, macOS and Windows: the JDK has no type for this. */
    private static final Pattern DISK_IS_FULL = Pattern.compile("(?i).*(no space left|not enough space).*");

    private static final Pattern LIMIT_IS_REACHED = Pattern.compile("(?i).*(quota exceeded|file too large).*");

    private static final Pattern DISK_IS_READ_ONLY = Pattern.compile("(?i).*read-only file system.*");

    private DownloadErrors() {}

    /** What the network's failure means; a failure of another kind comes back as it is. */
    static Throwable onTheWay(Throwable failure, URI location) {
        if (failure instanceof JobException) {
            return failure;
        }
        String host = location.getHost();
        if (isCausedBy(failure, Egress.Refused.class)) {
            return egress(location, failure);
        }
        if (failure instanceof UnknownHostException) {
            return new JobException.Network(
                    DNS,
                    "The host %s was not found".formatted(host),
                    "Check the address, and whether this machine is online; or use a mirror.",
                    failure);
        }
        if (failure instanceof ConnectTimeoutException || failure instanceof ReadTimeoutException) {
            return timeout(location, failure);
        }
        if (isCausedBy(failure, SSLException.class)) {
            return tls(failure, host);
        }
        if (failure instanceof IOException) {
            // The library would tell which of the system's calls failed, and with which number.
            boolean isRefused = String.valueOf(failure.getMessage()).contains("Connection refused");
            return new JobException.Network(
                    CONNECT,
                    "No connection to %s: %s".formatted(host, isRefused ? "it accepts none" : failure.getMessage()),
                    "Check whether this machine is online, and try again.",
                    failure);
        }
        if (failure instanceof DecoderException || isFromADecoder(failure)) {
            return new JobException.Network(
                    PROTOCOL,
                    "%s sent what is no answer: %s".formatted(host, failure.getMessage()),
                    "Perhaps a proxy stands in between.",
                    failure);
        }
        return failure;
    }

    /** Where a proxy was to make the way, and it was never made. */
    static Throwable onTheWayThrough(URI proxy, Throwable failure, URI location) {
        if (!(failure instanceof IOException) || isCausedBy(failure, SSLException.class)) {
            return onTheWay(failure, location);
        }
        String message = "No connection to %s: the proxy %s:%d %s";
        if (failure instanceof HttpProxyConnectException refusal
                && refusal.headers() != null
                && refusal.headers().contains(HttpHeaderNames.PROXY_AUTHENTICATE)) {
            return new JobException.Environment(
                    CONNECT,
                    message.formatted(location.getHost(), proxy.getHost(), proxy.getPort(), "asks who we are"),
                    "Put a name and a password into its address: http://name:password@%s:%d"
                            .formatted(proxy.getHost(), proxy.getPort()),
                    failure);
        }
        String how = failure instanceof ProxyConnectException ? "refuses it" : "does not answer";
        return new JobException.Network(
                CONNECT,
                message.formatted(location.getHost(), proxy.getHost(), proxy.getPort(), how),
                "Check the proxy of this machine: HTTPS_PROXY, HTTP_PROXY, or what the JVM has been told.",
                failure);
    }

    static JobException egress(URI location, @Nullable Throwable cause) {
        return new JobException.Invalid(
                EGRESS_REFUSED,
                "%s stands inside a private network, where no model is fetched from".formatted(location.getHost()),
                "If that is meant, allow private addresses: --allow-private, or allowPrivate(true) in a program.",
                cause);
    }

    /** Without its text, in which a password may stand. */
    static JobException noProxy() {
        return new JobException.Environment(
                ErrorCode.CONFIG,
                "The address of the proxy is none",
                "Look at HTTPS_PROXY, HTTP_PROXY and ALL_PROXY: such an address is http://host:port",
                null);
    }

    /** Who cannot prove who he is will not be able to later; but a handshake may be cut off like anything else. */
    private static Throwable tls(Throwable failure, String host) {
        if (!isCausedBy(failure, SSLHandshakeException.class)
                && !isCausedBy(failure, SSLPeerUnverifiedException.class)
                && !isCausedBy(failure, CertificateException.class)) {
            return new JobException.Network(
                    TLS, "No secure connection to %s: %s".formatted(host, failure.getMessage()), null, failure);
        }
        return new JobException.Environment(
                TLS,
                "%s could not prove who it is: %s".formatted(host, Certificates.whatIsWrong(failure)),
                "Check the address and this machine's clock and certificates.",
                failure);
    }

    /** What Netty's decoders stumble over comes out as it is, such as a number that is none. */
    private static boolean isFromADecoder(Throwable failure) {
        return failure instanceof IllegalArgumentException
                && Arrays.stream(failure.getStackTrace())
                        .anyMatch(frame ->
                                frame.getClassName().startsWith("io.netty.handler.codec.http.HttpObjectDecoder"));
    }

    private static boolean isCausedBy(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    /** No answer at all, or not in time. */
    static JobException timeout(URI location, @Nullable Throwable cause) {
        return new JobException.Network(
                TIMEOUT, "Network timeout: %s sent no answer".formatted(location.getHost()), BYTES_ARE_KEPT, cause);
    }

    /** An answer that comes, but too slowly. */
    static JobException slow(URI location, Duration longest) {
        return new JobException.Network(
                TIMEOUT,
                "Network timeout: the answer of %s had not come to its end after %d s"
                        .formatted(location.getHost(), longest.toSeconds()),
                "Try again later; perhaps the network is busy.",
                null);
    }

    /** An answer that stands still. */
    static JobException stalled(URI location, String how) {
        return new JobException.Network(STALLED, "%s %s".formatted(location.getHost(), how), BYTES_ARE_KEPT, null);
    }

    /** A connection that had begun to send. */
    static Throwable brokenOff(Throwable failure, URI location, PartialFile partial) {
        return failure instanceof IOException && !(failure instanceof SSLException)
                ? truncated(location, partial, failure)
                : onTheWay(failure, location);
    }

    static JobException truncated(URI location, PartialFile partial, @Nullable Throwable cause) {
        Long total = partial.version().bytes();
        return new JobException.Network(
                TRUNCATED,
                "The connection to %s ended after %s of %s"
                        .formatted(
                                location.getHost(),
                                Sizes.readable(partial.bytes()),
                                total == null ? "an unknown size" : Sizes.readable(total)),
                BYTES_ARE_KEPT,
                cause);
    }

    static JobException remoteChanged(RemoteFile file, URI location, String how) {
        return new JobException.Network(
                REMOTE_CHANGED,
                "%s is not what it was at %s: %s".formatted(file.name(), Addresses.shown(location), how),
                "Look at the source; perhaps it is being replaced just now.",
                null);
    }

    /** @param away whether another server said so than the one that was asked */
    static JobException refused(RemoteFile file, URI location, int status, boolean away) {
        String place = Addresses.shown(location);
        String answer = "%s answered %d".formatted(place, status);
        if (away && (status == 401 || status == 403)) {
            // What was signed for one attempt has run out; the next one is signed anew.
            return new JobException.Network(UNAVAILABLE, answer, "The source is in trouble; try again later.", null);
        }
        if (status == 404 || status == 410) {
            return new JobException.NotFound(
                    ErrorCode.NOT_FOUND, "There is no file at " + place, "Check the address of " + file.name() + ".");
        }
        if (status == 401 || status == 403) {
            return new JobException.Unauthorized(
                    AUTH_REQUIRED, answer, "The source gives this file only to those it knows.");
        }
        if (status == 429) {
            return new JobException.Network(RATE_LIMITED, answer, "Too many requests; try again later.", null);
        }
        if (status >= 500 || status == 408 || status == 425) {
            return new JobException.Network(UNAVAILABLE, answer, "The source is in trouble; try again later.", null);
        }
        return nonsense(location, status);
    }

    /** Nobody has asked it again: it is known that it does not want that yet. */
    static JobException notWelcome(URI location, Duration left) {
        return new JobException.Network(
                RATE_LIMITED,
                "%s wants to be left alone for %d s".formatted(location.getHost(), left.toSeconds()),
                "Too many requests; try again later.",
                null);
    }

    static JobException redirectRefused(URI location, boolean tooMany) {
        return new JobException.Invalid(
                REDIRECT_REFUSED,
                "%s redirects %s"
                        .formatted(
                                Addresses.shown(location), tooMany ? "without end" : "to where nobody should follow"),
                "Check the address; perhaps a proxy or a login page stands in between.");
    }

    static JobException nonsense(URI location, int status) {
        return new JobException.Invalid(
                PROTOCOL,
                "%s answered %d, which is no answer to a request for a file"
                        .formatted(Addresses.shown(location), status),
                "Check the address; perhaps a proxy or a login page stands in between.");
    }

    static JobException notTheFile(RemoteFile file, URI location) {
        return new JobException.Invalid(
                PROTOCOL,
                "%s sent a web page instead of %s".formatted(Addresses.shown(location), file.name()),
                "Check the address; perhaps a proxy or a login page stands in between.");
    }

    static JobException tooLong(URI location, long announced) {
        return new JobException.Invalid(
                PROTOCOL,
                "%s sent more than the %s that it had announced"
                        .formatted(Addresses.shown(location), Sizes.readable(announced)),
                "Take the file from another source.");
    }

    /** What is said about files is never as large as this. */
    static JobException endless(URI location, long most) {
        return new JobException.Invalid(
                TOO_LARGE,
                "%s answered with more than %s".formatted(Addresses.shown(location), Sizes.readable(most)),
                "Check the address; perhaps a proxy or a login page stands in between.");
    }

    static JobException tooLarge(RemoteFile file, URI location, long most) {
        return new JobException.Invalid(
                TOO_LARGE,
                "%s has more than %s for %s".formatted(location.getHost(), Sizes.readable(most), file.name()),
                "If that is meant, declare how long the file is.");
    }

    static JobException digestMismatch(RemoteFile file, Digest actual) {
        return new JobException.Integrity(
                CHECKSUM_MISMATCH,
                "%s arrived with the digest %s instead of %s"
                        .formatted(
                                file.name(),
                                actual.hex(),
                                Objects.requireNonNull(file.digest()).hex()),
                "The copy was discarded. Check the digest, or take the file from another source.");
    }

    /** Whether it is the source that failed: then another one may do better. */
    static boolean isOfTheSource(Throwable failure) {
        return failure instanceof JobException known
                && !(failure instanceof JobException.Storage)
                && !known.code().equals(ErrorCode.READ_ONLY);
    }

    static boolean isDigestMismatch(Throwable failure) {
        return failure instanceof JobException known && known.code().equals(CHECKSUM_MISMATCH);
    }

    static JobException noSpace(Path where, long needed, long free, @Nullable Throwable cause) {
        return new JobException.Storage(
                ErrorCode.NO_SPACE,
                "Not enough disk space: needs %s, %s free at %s"
                        .formatted(Sizes.readable(needed), Sizes.readable(free), where),
                "Make room and try again; what has arrived is kept.",
                cause);
    }

    /** There is room, but not for whom this program runs. */
    private static JobException limited(Path where, long needed, IOException cause) {
        return new JobException.Storage(
                ErrorCode.NO_SPACE,
                "No more may be written at %s, where %s are still missing: %s"
                        .formatted(where, Sizes.readable(needed), cause.getMessage()),
                "Raise the quota or the limit on the size of files, and try again; what has arrived is kept.",
                cause);
    }

    private static JobException inUse(IOException failure) {
        return new JobException.Storage(
                ErrorCode.IO,
                "A file could not be given its name: %s".formatted(failure.getMessage()),
                "Perhaps a virus scanner reads it; let it leave this folder alone, and try again.",
                failure);
    }

    /** What the disk's refusal means. Asks the disk how much is free, so it blocks. */
    static JobException onDisk(IOException failure, Path where, long missing) {
        String words = failure.getMessage() == null ? "it gave no reason" : failure.getMessage();
        if (DISK_IS_FULL.matcher(words).matches()) {
            return noSpace(where, missing, freeAt(where), failure);
        }
        if (LIMIT_IS_REACHED.matcher(words).matches()) {
            return limited(where, missing, failure);
        }
        if (failure instanceof Rename.InUse) {
            return inUse(failure);
        }
        if (failure instanceof AccessDeniedException
                || DISK_IS_READ_ONLY.matcher(words).matches()) {
            return new JobException.Environment(
                    ErrorCode.READ_ONLY,
                    failure instanceof AccessDeniedException denied && denied.getFile() != null
                            ? "This program may not read or write " + denied.getFile()
                            : "Nothing can be written at " + where,
                    "Let this program read and write there, or give it another folder.",
                    failure);
        }
        return new JobException.Storage(
                ErrorCode.IO,
                "The disk failed at %s: %s".formatted(where, words),
                "Look at the disk; what has been checked is kept.",
                failure);
    }

    private static long freeAt(Path where) {
        try {
            return Files.getFileStore(where).getUsableSpace();
        } catch (IOException unknown) {
            return 0;
        }
    }
}
