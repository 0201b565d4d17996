package io.headwater.models.config;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What holds for the engine. Only carried here: whoever starts an engine passes it on.
 *
 * @param queues slots of the queues that are named; the others have as many as their owners think right
 * @param keep how long ended jobs are kept
 * @param max how many ended jobs are kept
 */
public record EngineSettings(Map<String, Integer> queues, Durability durability, Duration keep, int max) {
    /** What a power cut may take. */
    public enum Durability {
        /** The last moments before it. */
        NORMAL,
        /** Nothing. */
        FULL
    }

    public EngineSettings {
        queues = Collections.unmodifiableMap(new LinkedHashMap<>(queues));
    }

    public static EngineSettings defaults() {
        return new EngineSettings(Map.of(), Durability.NORMAL, Duration.ofDays(30), 10_000);
    }
}
