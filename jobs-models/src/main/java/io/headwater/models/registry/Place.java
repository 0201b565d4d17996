package io.headwater.models.registry;

import io.headwater.models.download.Digest;
import io.headwater.models.ref.HubRef;
import io.headwater.models.ref.ModelRef;
import io.headwater.models.ref.PathFilter;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One place where the files of a model can be had.
 *
 * @param ref leads there: a repository, a URL or a path
 * @param mirrors where else the same file can be had, when it is one
 * @param files which of its files are meant
 * @param bytes how long its one file is said to be; null when nobody says
 * @param digest which bytes its one file is said to have; null when nobody says
 */
public record Place(
        ModelRef ref,
        List<URI> mirrors,
        PathFilter files,
        @Nullable Long bytes,
        @Nullable Digest digest) {
    public Place {
        mirrors = List.copyOf(mirrors);
    }

    /** Whether a single file of a repository is meant, and thus its path and not that of a folder. */
    public boolean isOneFile() {
        return ref instanceof HubRef hub && hub.isOneFile();
    }

    /** Whether a model is its one file, and not a folder of files. */
    public boolean isOne(List<ListedFile> wanted) {
        return wanted.size() == 1 && (isOneFile() || wanted.get(0).path().equals(ref.name()));
    }

    /** The same at another revision. */
    public Place at(ModelRef other) {
        return new Place(other, mirrors, files, bytes, digest);
    }

    /** Those of its files that are meant; its one file only where it is what somebody has said that it is. */
    public List<ListedFile> wanted(Listing listing) {
        return listing.files().stream()
                .filter(file -> files.matches(file.path()))
                .filter(file -> !contradicts(file))
                .map(this::asDeclared)
                .toList();
    }

    /** Fails where its one file is not listed as what somebody has said that it is. */
    public void requireAsDeclared(Listing listing) {
        listing.files().stream().filter(this::contradicts).findFirst().ifPresent(file -> {
            throw RegistryErrors.notAsDeclared(this, file);
        });
    }

    private boolean contradicts(ListedFile file) {
        boolean sameLength = bytes == null || file.bytes() == null || bytes.equals(file.bytes());
        return isDeclared(file)
                && !(sameLength
                        && (!isComparable(file)
                                || Objects.requireNonNull(digest).equals(file.digest())));
    }

    /** Where its place knows it by another kind of digest, the bytes have to be looked at. */
    private ListedFile asDeclared(ListedFile file) {
        return isDeclared(file) && digest != null && !isComparable(file) ? file.knownBy(digest) : file;
    }

    private boolean isComparable(ListedFile file) {
        return digest != null
                && file.digest() != null
                && digest.algorithm().equals(file.digest().algorithm());
    }

    /** Elsewhere than in a repository, what is said of a file is all that is known of it. */
    private boolean isDeclared(ListedFile file) {
        return ref instanceof HubRef hub && hub.isOneFile() && file.path().equals(hub.path());
    }
}
