package io.headwater.models.download;

import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.timeout.ReadTimeoutException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Everything that can go wrong between a source and the disk. */
final class DownloadErrors {
    private static final ErrorCode DNS = new ErrorCode("DNS");
    private static final ErrorCode CONNECT = new ErrorCode("CONNECT");
    private static final ErrorCode TLS = new ErrorCode("TLS");
    private static final ErrorCode TIMEOUT = new ErrorCode("TIMEOUT");
    private static final ErrorCode TRUNCATED = new ErrorCode("TRUNCATED");
    private static final ErrorCode RATE_LIMITED = new ErrorCode("RATE_LIMITED");
    private static final ErrorCode UNAVAILABLE = new ErrorCode("UNAVAILABLE");
    private static final ErrorCode PROTOCOL = new ErrorCode("PROTOCOL");
    private static final ErrorCode REDIRECT_REFUSED = new ErrorCode("REDIRECT_REFUSED");
    private static final ErrorCode AUTH_REQUIRED = new ErrorCode("AUTH_REQUIRED");
    private static final ErrorCode CHECKSUM_MISMATCH = new ErrorCode("CHECKSUM_MISMATCH");

    private static final String BYTES_ARE_KEPT = "What has arrived is kept; trying again goes on from there.";

    /** The words of Linux, macOS and Windows: the JDK has no type for this. */
    private static final Pattern DISK_IS_FULL =
            Pattern.compile("(?i).*(no space left|not enough space|quota exceeded|file too large).*");

    private static final Pattern DISK_IS_READ_ONLY = Pattern.compile("(?i).*read-only file system.*");

    private DownloadErrors() {}

    /** What the network's failure means; a failure of another kind comes back as it is. */
    static Throwable onTheWay(Throwable failure, RemoteFile file) {
        if (failure instanceof JobException) {
            return failure;
        }
        String host = file.location().getHost();
        if (failure instanceof UnknownHostException) {
            return new JobException.Network(
                    DNS,
                    "The host %s was not found".formatted(host),
                    "Check the address, and whether this machine is online.",
                    failure);
        }
        if (failure instanceof ConnectTimeoutException || failure instanceof ReadTimeoutException) {
            return new JobException.Network(
                    TIMEOUT, "Network timeout: %s sent nothing".formatted(host), BYTES_ARE_KEPT, failure);
        }
        if (failure instanceof SSLException || failure.getCause() instanceof SSLException) {
            return new JobException.Environment(
                    TLS,
                    "%s could not prove who it is: %s".formatted(host, failure.getMessage()),
                    "Check the address and this machine's clock and certificates.",
                    failure);
        }
        if (failure instanceof IOException) {
            return new JobException.Network(
                    CONNECT,
                    "No connection to %s: %s".formatted(host, failure.getMessage()),
                    "Check whether this machine is online, and try again.",
                    failure);
        }
        return failure;
    }

    /** The same, for a connection that had begun to send. */
    static Throwable brokenOff(Throwable failure, RemoteFile file, PartialFile partial) {
        return failure instanceof IOException && !(failure instanceof SSLException)
                ? truncated(file, partial, failure)
                : onTheWay(failure, file);
    }

    static JobException truncated(RemoteFile file, PartialFile partial, @Nullable Throwable cause) {
        Long total = partial.version().bytes();
        return new JobException.Network(
                TRUNCATED,
                "The connection to %s ended after %s of %s"
                        .formatted(
                                file.location().getHost(),
                                Sizes.readable(partial.bytes()),
                                total == null ? "an unknown size" : Sizes.readable(total)),
                BYTES_ARE_KEPT,
                cause);
    }

    static JobException refused(RemoteFile file, int status) {
        String answer = "%s answered %d".formatted(file.origin(), status);
        if (status == 404 || status == 410) {
            return new JobException.NotFound(
                    ErrorCode.NOT_FOUND,
                    "There is no file at " + file.origin(),
                    "Check the address of " + file.name() + ".");
        }
        if (status == 401 || status == 403) {
            return new JobException.Unauthorized(
                    AUTH_REQUIRED, answer, "The source gives this file only to those it knows.");
        }
        if (status == 429) {
            return new JobException.Network(RATE_LIMITED, answer, "Too many requests; try again later.", null);
        }
        if (status >= 500) {
            return new JobException.Network(UNAVAILABLE, answer, "The source is in trouble; try again later.", null);
        }
        if (status >= 300 && status < 400) {
            return new JobException.Invalid(
                    REDIRECT_REFUSED,
                    "%s redirects to where nobody should follow".formatted(file.origin()),
                    "Use the address of the file itself.");
        }
        return nonsense(file, status);
    }

    static JobException nonsense(RemoteFile file, int status) {
        return new JobException.Invalid(
                PROTOCOL,
                "%s answered %d, which is no answer to a request for a file".formatted(file.origin(), status),
                "Check the address; perhaps a proxy or a login page stands in between.");
    }

    static JobException tooLong(RemoteFile file, long announced) {
        return new JobException.Invalid(
                PROTOCOL,
                "%s sent more than the %s that it had announced".formatted(file.origin(), Sizes.readable(announced)),
                "Take the file from another source.");
    }

    static JobException digestMismatch(RemoteFile file, String actual) {
        return new JobException.Integrity(
                CHECKSUM_MISMATCH,
                "%s arrived with the digest %s instead of %s".formatted(file.name(), actual, file.sha256()),
                "The copy was discarded. Check the digest, or take the file from another source.");
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

    /** What the disk's refusal means. Asks the disk how much is free, so it blocks. */
    static JobException onDisk(IOException failure, Path where, long missing) {
        String words = String.valueOf(failure.getMessage());
        if (DISK_IS_FULL.matcher(words).matches()) {
            return noSpace(where, missing, freeAt(where), failure);
        }
        if (failure instanceof AccessDeniedException
                || DISK_IS_READ_ONLY.matcher(words).matches()) {
            return new JobException.Environment(
                    ErrorCode.READ_ONLY,
                    "Nothing can be written at " + where,
                    "Let this program write there, or give it another folder.",
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
