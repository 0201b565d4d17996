package io.headwater.models.registry;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a place says about a model.
 *
 * @param id what it is called there by now; null where it is called as the reference calls it
 * @param licences as its authors write them; none where they say nothing
 * @param gated whether its files are given only to those who have accepted its terms
 * @param disabled whether its place has taken it out of use
 * @param lastModified when it changed, as its place writes it; null where it does not
 */
public record Facts(
        @Nullable String id,
        List<String> licences,
        List<String> tags,
        boolean gated,
        boolean isPrivate,
        boolean disabled,
        @Nullable String lastModified) {
    public static final Facts NONE = new Facts(null, List.of(), List.of(), false, false, false, null);

    public Facts {
        licences = List.copyOf(licences);
        tags = List.copyOf(tags);
    }
}
