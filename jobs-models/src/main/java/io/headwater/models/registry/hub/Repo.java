package io.headwater.models.registry.hub;

import java.util.regex.Pattern;

/**
 * A repository of the hub.
 *
 * @param id {@code name} or {@code namespace/name}; case matters
 */
public record Repo(Kind kind, String id) {
    private static final Pattern PART = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?");

    /** What is kept in it. */
    public enum Kind {
        MODEL("models", ""),
        DATASET("datasets", "datasets/"),
        SPACE("spaces", "spaces/");

        private final String plural;
        private final String filePrefix;

        Kind(String plural, String filePrefix) {
            this.plural = plural;
            this.filePrefix = filePrefix;
        }

        /** As the API and the names of folders in the cache have it. */
        public String plural() {
            return plural;
        }
    }

    public Repo {
        String[] parts = id.split("/", -1);
        boolean right = parts.length <= 2 && !id.contains("--") && !id.contains("..") && !id.endsWith(".git");
        for (String part : parts) {
            right &= PART.matcher(part).matches();
        }
        if (!right) {
            throw new IllegalArgumentException(
                    "a repository of the hub is called name or organisation/name, was \"%s\"".formatted(id));
        }
    }

    public static Repo model(String id) {
        return new Repo(Kind.MODEL, id);
    }

    public static Repo dataset(String id) {
        return new Repo(Kind.DATASET, id);
    }

    /** Below the API's root. */
    String apiPath() {
        return kind.plural + "/" + id;
    }

    /** Below the endpoint, where its files are. */
    String filesPath() {
        return kind.filePrefix + id;
    }

    @Override
    public String toString() {
        return filesPath();
    }
}
