package io.headwater.models.registry.hub;

import io.headwater.models.ref.RepoType;
import java.util.regex.Pattern;

/**
 * A repository of the hub.
 *
 * @param id {@code name} or {@code namespace/name}; case matters
 */
public record Repo(RepoType type, String id) {
    private static final Pattern PART = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?");

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
        return new Repo(RepoType.MODEL, id);
    }

    public static Repo dataset(String id) {
        return new Repo(RepoType.DATASET, id);
    }

    /** Below the API's root. */
    String apiPath() {
        return type.plural() + "/" + id;
    }

    /** Below the endpoint, where its files are. */
    String filesPath() {
        return type.prefix() + id;
    }

    @Override
    public String toString() {
        return filesPath();
    }
}
