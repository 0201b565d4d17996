package io.headwater.models.cache;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A whole listing as the cache keeps it. It is written by hand, since it has to be equal, byte for byte, to what Python's
 * {@code json.dumps(…, indent=1)} makes of it: one blank for each level, ASCII only, paths in the order of their code
 * points, no newline at the end.
 */
final class TreeText {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int FORMAT = 1;

    private TreeText() {}

    static String of(Collection<TreeFile> files) {
        var text = new StringBuilder("{\n \"format_version\": " + FORMAT + ",\n \"files\": {");
        String separator = "\n";
        for (TreeFile file : inOrder(files)) {
            text.append(separator);
            append(text, file);
            separator = ",\n";
        }
        return text.append(files.isEmpty() ? "}\n}" : "\n }\n}").toString();
    }

    /** Empty where the text is no listing, or one of another format: then the hub has to be asked again. */
    static Optional<List<TreeFile>> read(byte[] text) {
        try {
            JsonNode tree = JSON.readTree(text);
            JsonNode files = tree.path("files");
            if (tree.path("format_version").asInt(0) != FORMAT || !files.isObject()) {
                return Optional.empty();
            }
            var listing = new ArrayList<TreeFile>(files.size());
            for (Map.Entry<String, JsonNode> entry : files.properties()) {
                listing.add(file(entry.getKey(), entry.getValue()));
            }
            return Optional.<List<TreeFile>>of(listing).filter(TreeText::isReadable);
        } catch (JacksonException | IllegalArgumentException notAListing) {
            return Optional.empty();
        }
    }

    static boolean isReadable(Collection<TreeFile> files) {
        return files.stream().allMatch(TreeFile::isReadable);
    }

    private static TreeFile file(String path, JsonNode facts) {
        JsonNode size = facts.path("size");
        String blobId = text(facts.get("blob_id"));
        if (!size.isIntegralNumber() || blobId == null) {
            throw new IllegalArgumentException("a file without size or name of its blob");
        }
        return new TreeFile(path, size.longValue(), blobId, text(facts.get("lfs_sha256")), text(facts.get("xet_hash")));
    }

    private static @Nullable String text(@Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            return null;
        }
        if (!node.isString()) {
            throw new IllegalArgumentException("not a text");
        }
        return node.stringValue();
    }

    private static List<TreeFile> inOrder(Collection<TreeFile> files) {
        return files.stream()
                .sorted((one, other) -> compare(one.path(), other.path()))
                .toList();
    }

    /** By code point. Strings compare by their 16-bit halves, which puts rare characters before some common ones. */
    private static int compare(String one, String other) {
        return Arrays.compare(one.codePoints().toArray(), other.codePoints().toArray());
    }

    private static void append(StringBuilder text, TreeFile file) {
        text.append("  ");
        quote(text, file.path());
        text.append(": {\n   \"size\": ").append(file.bytes());
        field(text, "blob_id", file.blobId());
        if (file.sha256() != null) {
            field(text, "lfs_sha256", file.sha256());
            text.append(",\n   \"lfs_size\": ").append(file.bytes());
        }
        if (file.xetHash() != null) {
            field(text, "xet_hash", file.xetHash());
        }
        text.append("\n  }");
    }

    private static void field(StringBuilder text, String name, String value) {
        text.append(",\n   \"").append(name).append("\": ");
        quote(text, value);
    }

    private static void quote(StringBuilder text, String value) {
        text.append('"');
        for (int at = 0; at < value.length(); at++) {
            char unit = value.charAt(at);
            switch (unit) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                case '\b' -> text.append("\\b");
                case '\f' -> text.append("\\f");
                default -> {
                    if (unit >= ' ' && unit <= '~') {
                        text.append(unit);
                    } else {
                        text.append("\\u%04x".formatted((int) unit));
                    }
                }
            }
        }
        text.append('"');
    }
}
