package io.headwater.models.config;

import java.util.Map;
import java.util.Optional;

/** Keys that belong together, and their values. A key with nothing behind it is one that is not there. */
record Group(Place place, Map<String, Value> values) {
    Optional<Value> find(String key) {
        return Optional.ofNullable(values.get(key)).filter(value -> !value.isEmpty());
    }

    Value get(String key) {
        return find(key).orElseThrow(() -> ConfigErrors.at(place, "the key \"%s\" is missing".formatted(key)));
    }
}
