package io.headwater.models.ref;

import java.util.Optional;

/** What kinds of repositories the hub has. References speak of models and data sets; the cache may hold spaces too. */
public enum RepoType {
    MODEL("models", ""),
    DATASET("datasets", "datasets/"),
    SPACE("spaces", "spaces/");

    private final String plural;
    private final String prefix;

    RepoType(String plural, String prefix) {
        this.plural = plural;
        this.prefix = prefix;
    }

    /** As the hub's API and the folders of the cache call them. */
    public String plural() {
        return plural;
    }

    /** What stands before an id of this kind, in references as in URLs. */
    public String prefix() {
        return prefix;
    }

    public static Optional<RepoType> ofPlural(String plural) {
        for (RepoType type : values()) {
            if (type.plural.equals(plural)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
