package io.headwater.models.ref;

import java.util.List;

/**
 * A model that the catalog knows where to find, such as {@code whisper:base}.
 *
 * @param family who made such models, or made them popular: one of {@link #FAMILIES}
 * @param model its name among them
 */
public record CatalogRef(String family, String model) implements ModelRef {
    public static final List<String> FAMILIES = List.of("whisper", "faster-whisper", "tesseract");

    public CatalogRef {
        if (!FAMILIES.contains(family)) {
            throw Grammar.invalid(family + ":" + model, "must begin with one of " + FAMILIES, "whisper:base");
        }
        if (!Grammar.isWord(model)) {
            throw Grammar.invalid(
                    family + ":" + model,
                    "must have a name of letters, digits and .-_ behind the colon",
                    "whisper:base");
        }
    }

    @Override
    public String name() {
        return toString();
    }

    @Override
    public String toString() {
        return family + ":" + model;
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.catalog(this);
    }
}
