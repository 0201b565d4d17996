package io.headwater.core.codec;

import io.headwater.jobs.JobException;
import io.headwater.jobs.Upcaster;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** The way from any stored version of a type to the one that this program knows, step by step. */
final class Upcasters {
    private final Json json;
    private final Map<String, Map<Integer, Upcaster>> steps;

    private Upcasters(Json json, Map<String, Map<Integer, Upcaster>> steps) {
        this.json = json;
        this.steps = steps;
    }

    /** Collects the steps before an engine starts. */
    static final class Builder {
        private final Map<String, Map<Integer, Upcaster>> steps = new TreeMap<>();

        void add(String type, int from, Upcaster upcaster) {
            if (steps.computeIfAbsent(type, unseen -> new TreeMap<>()).putIfAbsent(from, upcaster) != null) {
                throw new IllegalArgumentException("two upcasters from version %d of \"%s\"".formatted(from, type));
            }
        }

        Upcasters build(Json json, Map<String, RegisteredType<?, ?>> types) {
            steps.forEach((name, ofType) -> ofType.keySet().forEach(from -> check(types.get(name), name, from)));
            return new Upcasters(json, steps);
        }

        private static void check(@Nullable RegisteredType<?, ?> type, String name, int from) {
            if (type == null) {
                throw new IllegalArgumentException("an upcaster of \"%s\", which has no handler".formatted(name));
            }
            if (from < 1 || from >= type.version()) {
                throw new IllegalArgumentException("an upcaster from version %d of \"%s\", whose version is %d"
                        .formatted(from, name, type.version()));
            }
        }
    }

    /** @throws JobException when there is no way, saying where it ends */
    String params(RegisteredType<?, ?> type, int version, String stored) {
        return walk(type, version, stored, Upcasters::params);
    }

    /** @throws JobException when there is no way, saying where it ends */
    String checkpoint(RegisteredType<?, ?> type, int version, String stored) {
        return walk(type, version, stored, Upcaster::checkpoint);
    }

    @SuppressWarnings("unchecked") // what Jackson makes of a JSON object
    private static Object params(Upcaster upcaster, @Nullable Object stored) {
        if (stored instanceof Map<?, ?> components) {
            return upcaster.params((Map<String, @Nullable Object>) components);
        }
        throw new IllegalArgumentException("a job is a JSON object, this is not");
    }

    private String walk(
            RegisteredType<?, ?> type,
            int version,
            String stored,
            BiFunction<Upcaster, @Nullable Object, @Nullable Object> step) {
        if (version == type.version()) {
            return stored;
        }
        if (version > type.version()) {
            throw CodecErrors.newerVersion(type.name(), version, type.version());
        }
        Map<Integer, Upcaster> ofType = steps.getOrDefault(type.name(), Map.of());
        Object value = tree(type, version, stored);
        for (int from = version; from < type.version(); from++) {
            Upcaster upcaster = ofType.get(from);
            if (upcaster == null) {
                throw CodecErrors.olderVersion(type.name(), version, type.version(), from);
            }
            try {
                value = step.apply(upcaster, value);
            } catch (RuntimeException failure) {
                throw CodecErrors.upcasterFailed(type.name(), from, failure);
            }
        }
        try {
            return json.write(value);
        } catch (JacksonException failure) {
            throw CodecErrors.unwritable("What the upcasters of \"%s\" made".formatted(type.name()), failure);
        }
    }

    private @Nullable Object tree(RegisteredType<?, ?> type, int version, String stored) {
        try {
            return json.tree(stored);
        } catch (JacksonException failure) {
            throw CodecErrors.unreadable("Version %d of \"%s\"".formatted(version, type.name()), failure);
        }
    }
}
