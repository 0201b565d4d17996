package io.headwater.models.download;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import org.jspecify.annotations.Nullable;

/** What is wrong with the certificate of a server, in words for people. */
final class Certificates {
    private Certificates() {}

    /** @param failure of the handshake: the reason stands somewhere among its causes */
    static String whatIsWrong(Throwable failure) {
        if (cause(failure, CertificateExpiredException.class) != null) {
            return "its certificate has expired";
        }
        if (cause(failure, CertificateNotYetValidException.class) != null) {
            return "its certificate is not valid yet";
        }
        if (cause(failure, CertPathBuilderException.class) != null) {
            return "nobody whom this machine trusts vouches for its certificate";
        }
        // The JDK has no type for this one.
        CertificateException other = cause(failure, CertificateException.class);
        if (other != null && String.valueOf(other.getMessage()).matches("No (subject alternative|name matching).*")) {
            return "its certificate is that of somebody else";
        }
        return String.valueOf(failure.getMessage());
    }

    private static <T extends Throwable> @Nullable T cause(Throwable failure, Class<T> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }
}
