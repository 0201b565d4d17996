package io.headwater.models.cache;

import java.util.Optional;

/** What kinds of repositories the hub has. */
public enum RepoType {
    MODEL("models"),
    DATASET("datasets"),
    SPACE("spaces");

    private final String plural;

    RepoType(String plural) {
        this.plural = plural;
    }

    /** As the hub's API and the folders of the cache call them. */
    public String plural() {
        return plural;
    }

    static Optional<RepoType> ofPlural(String plural) {
        for (RepoType type : values()) {
            if (type.plural.equals(plural)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
