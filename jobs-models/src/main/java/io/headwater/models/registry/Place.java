package io.headwater.models.registry;

import io.headwater.models.download.Digest;
import io.headwater.models.ref.HubRef;
import io.headwater.models.ref.ModelRef;
import io.headwater.models.ref.PathFilter;
import java.net.URI;
import java.util.List;
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

    /** Those of its files that are meant. */
    public List<ListedFile> wanted(Listing listing) {
        return listing.files().stream()
                .filter(file -> files.matches(file.path()))
                .toList();
    }
}
