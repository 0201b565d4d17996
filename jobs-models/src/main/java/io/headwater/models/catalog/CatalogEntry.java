package io.headwater.models.catalog;

import io.headwater.models.ref.ModelRef;
import java.util.List;
import java.util.Locale;

/**
 * A model that is known by name.
 *
 * @param provider who made it, or brought it into this form
 * @param license as people write it: {@code MIT}
 * @param description one line
 * @param approximateBytes of all its files, until the source has said it exactly; 0 when nobody knows
 */
public record CatalogEntry(
        ModelRef ref,
        String provider,
        ModelType type,
        List<String> tags,
        String license,
        String description,
        long approximateBytes,
        Origin origin) {
    public CatalogEntry {
        tags = List.copyOf(tags);
        if (approximateBytes < 0) {
            throw new IllegalArgumentException("%s cannot have %d bytes".formatted(ref, approximateBytes));
        }
    }

    public String name() {
        return ref.name();
    }

    /** Whether these words occur in it, in any case. */
    boolean mentions(String words) {
        String text = String.join("\n", ref.toString(), name(), provider, description, String.join("\n", tags));
        return text.toLowerCase(Locale.ROOT).contains(words.toLowerCase(Locale.ROOT));
    }
}
