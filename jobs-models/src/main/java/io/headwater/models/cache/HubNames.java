package io.headwater.models.cache;

import io.headwater.models.ref.RepoType;
import java.util.regex.Pattern;

/** What the parts of the cache may be called. Whatever passes here is a plain name on every file system. */
final class HubNames {
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
    private static final Pattern ETAG = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
    private static final Pattern PART = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?");

    private HubNames() {}

    static boolean isCommit(String text) {
        return COMMIT.matcher(text).matches();
    }

    static String commit(String text) {
        if (!isCommit(text)) {
            throw CacheErrors.unsafe("commit", text, "40 lower-case hexadecimal digits");
        }
        return text;
    }

    static boolean isEtag(String text) {
        return ETAG.matcher(text).matches();
    }

    /** The digest by which content is named: git's, or the SHA-256. */
    static String etag(String text) {
        if (!isEtag(text)) {
            throw CacheErrors.unsafe("name of a blob", text, "40 or 64 lower-case hexadecimal digits");
        }
        return text;
    }

    /** As the caller wrote it, also where the hub has renamed the repository or spells it in another case. */
    static String folder(RepoType type, String id) {
        String[] parts = id.split("/", -1);
        boolean right = parts.length <= 2 && !id.contains("--") && !id.contains("..") && !id.endsWith(".git");
        for (String part : parts) {
            right &= PART.matcher(part).matches();
        }
        if (!right) {
            throw CacheErrors.unsafe("repository", id, "name or organisation/name");
        }
        return type.plural() + "--" + id.replace("/", "--");
    }
}
