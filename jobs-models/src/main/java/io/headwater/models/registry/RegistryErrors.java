package io.headwater.models.registry;

import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import io.headwater.models.download.Sizes;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where what somebody has said of a model does not fit what there is. */
final class RegistryErrors {
    private static final ErrorCode CHECKSUM_MISMATCH = new ErrorCode("CHECKSUM_MISMATCH");

    private RegistryErrors() {}

    static JobException notAsDeclared(Place place, ListedFile file) {
        return new JobException.Integrity(
                CHECKSUM_MISMATCH,
                "%s has the digest %s and %s at its source instead of %s"
                        .formatted(
                                file.path(),
                                file.digest() == null
                                        ? "unknown"
                                        : file.digest().hex(),
                                size(file.bytes()),
                                declared(place)),
                "Check what is said of it, or take the file from another source.");
    }

    private static String declared(Place place) {
        if (place.digest() == null) {
            return size(place.bytes());
        }
        return place.bytes() == null
                ? place.digest().hex()
                : "%s and %s".formatted(place.digest().hex(), size(place.bytes()));
    }

    private static String size(@Nullable Long bytes) {
        return bytes == null ? "an unknown size" : Sizes.readable(bytes);
    }

    static JobException noOneFile(Path folder) {
        return new JobException.Invalid(
                ErrorCode.CONFIG,
                "A checksum belongs to one file, and %s is a folder".formatted(folder),
                "Name the file in it that is meant, or leave the checksum out.");
    }
}
