package io.headwater.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a command printed that was carried out in this process, and its exit status. For those that only look and tidy up. */
record End(int status, String out, String error) {
    static End of(String... words) {
        var out = new ByteArrayOutputStream();
        var error = new ByteArrayOutputStream();
        int status = new Invocation(
                        words,
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(error, true, StandardCharsets.UTF_8))
                .run();
        return new End(status, out.toString(StandardCharsets.UTF_8), error.toString(StandardCharsets.UTF_8));
    }

    String last() {
        return out.lines().reduce("", (before, line) -> line);
    }

    List<JsonNode> json() {
        return out.lines().map(JsonMapper.shared()::readTree).toList();
    }
}
