package io.headwater.models.library;

import java.time.Instant;
import java.util.List;

/**
 * A model with all that is known of it.
 *
 * @param files those that its reference means
 * @param revisions which versions of it lie here, whoever has brought them
 */
public record ModelDetails(KnownModel model, List<KnownFile> files, List<Revision> revisions) {
    /**
     * A version that lies here, in part or whole.
     *
     * @param names the branches and tags that lead to it
     */
    public record Revision(String commit, List<String> names, long bytes, Instant lastModified) {
        public Revision {
            names = List.copyOf(names);
        }
    }

    public ModelDetails {
        files = List.copyOf(files);
        revisions = List.copyOf(revisions);
    }
}
