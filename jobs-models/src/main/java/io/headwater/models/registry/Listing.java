package io.headwater.models.registry;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What there is at a place.
 *
 * @param commit which version of it this is; null where there are no versions
 * @param files all of them, whoever wants which
 * @param facts what the place says about them
 */
public record Listing(@Nullable String commit, List<ListedFile> files, Facts facts) {
    public Listing {
        files = List.copyOf(files);
    }

    /** The same, of these files only. */
    public Listing of(List<ListedFile> some) {
        return new Listing(commit, some, facts);
    }

    /** How long all of it is; null where that is not known of each file. */
    public @Nullable Long bytes() {
        long sum = 0;
        for (ListedFile file : files) {
            if (file.bytes() == null) {
                return null;
            }
            sum += file.bytes();
        }
        return sum;
    }
}
