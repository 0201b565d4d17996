package io.headwater.models.library;

import io.headwater.models.ref.ModelRef;
import io.headwater.models.registry.ListedFile;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is published of a model, as its source said it last.
 *
 * @param place where that is
 * @param commit which version the reference means there; null where there are no versions
 * @param files those that the reference means
 * @param licences as the authors write them; none where they say nothing
 * @param gated whether the files are given only to those who have accepted the terms
 * @param deprecated why nobody should begin to use it: disabled, renamed, gone; null where there is no such reason. What is
 *     installed of it stays usable
 * @param asked when the source said so
 */
public record ModelInfo(
        ModelRef ref,
        ModelRef place,
        @Nullable String commit,
        List<ListedFile> files,
        List<String> licences,
        List<String> tags,
        boolean gated,
        @Nullable String deprecated,
        @Nullable String lastModified,
        Instant asked) {
    public ModelInfo {
        files = List.copyOf(files);
        licences = List.copyOf(licences);
        tags = List.copyOf(tags);
    }

    /** How long all of it is; null where its source does not say. */
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
