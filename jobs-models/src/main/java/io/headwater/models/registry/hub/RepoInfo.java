package io.headwater.models.registry.hub;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the hub says of a repository at a revision.
 *
 * @param id what it is called by now: it may have been renamed
 * @param commit which commit the revision means at this moment
 * @param licences as its authors write them; none where they say nothing
 * @param gated whether its files are given only to those who have accepted its terms
 * @param disabled whether the hub has taken it out of use
 */
public record RepoInfo(
        String id,
        String commit,
        List<String> licences,
        List<String> tags,
        boolean gated,
        boolean isPrivate,
        boolean disabled,
        @Nullable String lastModified) {}
