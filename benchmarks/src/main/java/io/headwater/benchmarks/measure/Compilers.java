package io.headwater.benchmarks.measure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The JVM's compilers. In a run of seconds on two cores the optimizing one takes more than it gives, for some. */
final class Compilers {
    private Compilers() {}

    static Map<String, List<String>> each() {
        Map<String, List<String>> settings = new LinkedHashMap<>();
        settings.put("C1 and C2", List.of());
        settings.put("C1 only", List.of("-XX:TieredStopAtLevel=1"));
        return settings;
    }
}
