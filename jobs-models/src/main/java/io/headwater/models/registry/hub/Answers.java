package io.headwater.models.registry.hub;

import io.headwater.models.cache.TreeFile;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the hub's JSON. Fields come and go with the question and the years: what is missing is missing. */
final class Answers {
    private static final JsonMapper JSON = JsonMapper.shared();

    private Answers() {}

    /** Thrown where an answer lacks what every answer of its kind has. */
    static final class Nonsense extends RuntimeException {
        final String what;

        Nonsense(String what) {
            super(what);
            this.what = what;
        }
    }

    static RepoInfo info(byte[] body) {
        JsonNode info = read(body);
        return new RepoInfo(
                needed(info, "id"),
                commit(info),
                licences(info),
                texts(info.get("tags")),
                isGated(info.get("gated")),
                flag(info, "private"),
                flag(info, "disabled"),
                text(info.get("lastModified")));
    }

    private static String commit(JsonNode info) {
        String commit = needed(info, "sha");
        if (!commit.matches("[0-9a-f]{40}")) {
            throw new Nonsense("its commit is \"" + commit + "\"");
        }
        return commit;
    }

    /** A boolean, or a word that says how. */
    private static boolean isGated(@Nullable JsonNode gated) {
        return gated != null && (gated.isString() || gated.isBoolean() && gated.booleanValue());
    }

    /** A text, or a list of them. */
    private static List<String> licences(JsonNode info) {
        JsonNode card = info.get("cardData");
        JsonNode licence = card == null ? null : card.get("license");
        if (licence == null) {
            return texts(info.get("tags")).stream()
                    .filter(tag -> tag.startsWith("license:"))
                    .map(tag -> tag.substring("license:".length()))
                    .toList();
        }
        return licence.isString() ? List.of(licence.stringValue()) : texts(licence);
    }

    /** The files on one page of a listing; folders are left out. */
    static List<TreeFile> files(byte[] body) {
        JsonNode page = read(body);
        if (!page.isArray()) {
            throw new Nonsense("its listing is no list");
        }
        var files = new ArrayList<TreeFile>();
        for (JsonNode entry : page) {
            if ("file".equals(text(entry.get("type")))) {
                files.add(file(entry));
            }
        }
        return files;
    }

    private static TreeFile file(JsonNode entry) {
        JsonNode lfs = entry.get("lfs");
        boolean elsewhere = lfs != null && lfs.isObject();
        JsonNode sized = elsewhere ? lfs : entry;
        JsonNode size = sized.get("size");
        if (size == null || !size.isIntegralNumber() || size.longValue() < 0) {
            throw new Nonsense("a file without its size");
        }
        var file = new TreeFile(
                needed(entry, "path"),
                size.longValue(),
                needed(entry, "oid"),
                elsewhere ? needed(lfs, "oid") : null,
                text(entry.get("xetHash")));
        if (!file.blobId().matches("[0-9a-f]{40}") || !file.etag().matches("[0-9a-f]{40}|[0-9a-f]{64}")) {
            throw new Nonsense("a file with the digest \"" + file.etag() + "\"");
        }
        return file;
    }

    private static JsonNode read(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (JacksonException noJson) {
            throw new Nonsense("it is no JSON");
        }
    }

    private static String needed(JsonNode object, String field) {
        String text = text(object.get(field));
        if (text == null) {
            throw new Nonsense("it has no \"" + field + "\"");
        }
        return text;
    }

    private static @Nullable String text(@Nullable JsonNode node) {
        return node != null && node.isString() ? node.stringValue() : null;
    }

    private static boolean flag(JsonNode object, String field) {
        JsonNode node = object.get(field);
        return node != null && node.isBoolean() && node.booleanValue();
    }

    private static List<String> texts(@Nullable JsonNode list) {
        var texts = new ArrayList<String>();
        if (list != null && list.isArray()) {
            for (JsonNode entry : list) {
                if (entry.isString()) {
                    texts.add(entry.stringValue());
                }
            }
        }
        return List.copyOf(texts);
    }
}
