package io.headwater.models.config;

import io.headwater.models.catalog.Origin;
import io.headwater.models.ref.Checksum;
import io.headwater.models.ref.HubRef;
import io.headwater.models.ref.ModelRef;
import io.headwater.models.ref.NamedRef;
import io.headwater.models.ref.Nearest;
import io.headwater.models.ref.UrlRef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The models that a user adds, each checked by itself and against the others. */
final class Sources {
    private static final String DEFAULT_ALGORITHM = "sha256";

    private static final String[] KEYS = {
        "name", "url", "checksum", "algorithm", "size_bytes", "optional", "revision", "fallback"
    };

    private final Map<NamedRef, Place> places = new LinkedHashMap<>();
    private final Map<NamedRef, Value> fallbacks = new LinkedHashMap<>();
    private final List<ModelSource> sources = new ArrayList<>();

    private Sources() {}

    static List<ModelSource> read(Value list) {
        var sources = new Sources();
        list.list().forEach(sources::add);
        sources.fallbacks.forEach(sources::checkFallback);
        return sources.sources;
    }

    private void add(Value value) {
        Group keys = value.group(KEYS);
        NamedRef ref = name(keys.get("name"));
        keys.find("fallback").ifPresent(fallback -> fallbacks.put(ref, fallback));
        String revision = keys.find("revision").map(Value::text).orElse(null);
        Checksum checksum = checksum(keys);
        List<ModelRef> mirrors = keys.get("url").oneOrMore().stream()
                .map(url -> mirror(url, checksum, revision))
                .toList();
        sources.add(new ModelSource(
                ref,
                keys.get("url").checked(() -> Origin.of(mirrors)),
                checksum,
                keys.find("size_bytes")
                        .map(size -> size.wholeNumber(1, Long.MAX_VALUE))
                        .orElse(null),
                keys.find("optional").map(Value::flag).orElse(false),
                revision,
                keys.find("fallback").map(Sources::reference).orElse(null)));
    }

    private NamedRef name(Value value) {
        NamedRef ref = value.as(NamedRef::new);
        Place first = places.putIfAbsent(ref, value.place());
        if (first != null) {
            throw ConfigErrors.at(
                    value.place(),
                    "the name \"%s\" is taken by the source in line %d".formatted(ref.name(), first.line()));
        }
        return ref;
    }

    private static @Nullable Checksum checksum(Group keys) {
        String algorithm = keys.find("algorithm")
                .map(value -> value.as(Checksum::requireAlgorithm))
                .orElse(DEFAULT_ALGORITHM);
        return keys.find("checksum")
                .map(value -> value.as(hex -> new Checksum(algorithm, hex)))
                .orElse(null);
    }

    private static ModelRef mirror(Value value, @Nullable Checksum checksum, @Nullable String revision) {
        ModelRef place = reference(value);
        if (place instanceof UrlRef url && checksum != null) {
            if (url.checksum() != null && !url.checksum().equals(checksum)) {
                throw ConfigErrors.at(value.place(), "this URL carries another checksum than the source");
            }
            return new UrlRef(url.location(), checksum);
        }
        if (place instanceof HubRef hub) {
            if (checksum != null && !hub.isOneFile()) {
                throw ConfigErrors.at(
                        value.place(), "a checksum belongs to one file; name it: %s:<file>".formatted(hub));
            }
            boolean isOpen = hub.revision().equals(HubRef.DEFAULT_REVISION);
            return revision != null && isOpen ? value.checked(() -> hub.at(revision)) : hub;
        }
        return place;
    }

    private static ModelRef reference(Value value) {
        String text = value.location();
        return value.checked(() -> ModelRef.parse(text));
    }

    /** What it falls back to must be there, and must not lead back to it. */
    private void checkFallback(NamedRef source, Value value) {
        Set<ModelRef> passed = new HashSet<>(Set.of(source));
        Value next = value;
        while (next != null && reference(next) instanceof NamedRef other) {
            if (!places.containsKey(other)) {
                List<String> names =
                        places.keySet().stream().map(NamedRef::name).toList();
                throw ConfigErrors.at(
                        next.place(),
                        "there is no source \"%s\".%s".formatted(other.name(), Nearest.hint(other.name(), names)));
            }
            if (!passed.add(other)) {
                throw ConfigErrors.at(
                        value.place(), "the fallbacks of \"%s\" lead in a circle".formatted(source.name()));
            }
            next = fallbacks.get(other);
        }
    }
}
