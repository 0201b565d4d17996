package io.headwater.models.config;

import io.headwater.models.config.EngineSettings.Durability;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which keys there are, and what must stand behind each. */
final class Sections {
    private final Value root;

    Sections(Value root) {
        this.root = root;
    }

    Configuration configuration() {
        Group keys = root.group("models", "media_roots", "engine");
        return new Configuration(
                keys.find("models").map(Sections::models).orElseGet(ModelSettings::defaults),
                keys.find("media_roots").map(Sections::paths).orElse(List.of()),
                keys.find("engine").map(Sections::engine).orElseGet(EngineSettings::defaults));
    }

    private static ModelSettings models(Value value) {
        Group keys = value.group("cache_dir", "auto_download", "disk_space_factor", "sources");
        ModelSettings defaults = ModelSettings.defaults();
        return new ModelSettings(
                keys.find("cache_dir").map(Value::path).orElse(null),
                keys.find("auto_download").map(Value::flag).orElse(defaults.autoDownload()),
                keys.find("disk_space_factor").map(factor -> factor.number(1)).orElse(defaults.diskSpaceFactor()),
                keys.find("sources").map(Sources::read).orElse(List.of()));
    }

    private static List<Path> paths(Value value) {
        return value.list().stream().map(Value::path).toList();
    }

    private static EngineSettings engine(Value value) {
        Group keys = value.group("queues", "durability", "history");
        EngineSettings defaults = EngineSettings.defaults();
        Optional<Group> history = keys.find("history").map(bounds -> bounds.group("keep", "max"));
        return new EngineSettings(
                keys.find("queues").map(Sections::queues).orElse(defaults.queues()),
                keys.find("durability").map(Sections::durability).orElse(defaults.durability()),
                history.flatMap(bounds -> bounds.find("keep"))
                        .map(Value::duration)
                        .orElse(defaults.keep()),
                history.flatMap(bounds -> bounds.find("max"))
                        .map(max -> max.wholeNumber(0, Integer.MAX_VALUE))
                        .orElse((long) defaults.max())
                        .intValue());
    }

    private static Map<String, Integer> queues(Value value) {
        Map<String, Integer> slots = new LinkedHashMap<>();
        value.entries("queues and their slots, such as download: 4")
                .forEach((queue, number) -> slots.put(queue, (int) number.wholeNumber(1, 1_000)));
        return slots;
    }

    private static Durability durability(Value value) {
        return value.oneOf(Map.of("normal", Durability.NORMAL, "full", Durability.FULL));
    }
}
