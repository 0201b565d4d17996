package io.headwater.cli.screen;

import io.headwater.cli.json.EventJson;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobTree;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** One JSON object a line on standard output; words for people go to standard error. */
final class JsonScreen implements Screen {
    private final JsonMapper mapper = JsonMapper.shared();
    private final EventJson events = new EventJson(mapper);
    private final PrintStream out;
    private final PrintStream words;
    private final Look look;

    JsonScreen(PrintStream out, PrintStream words, Look look) {
        this.out = out;
        this.words = words;
        this.look = look;
    }

    @Override
    public void happened(JobEvent event) {
        boolean wanted = !look.noProgress() || event.kind() != JobEvent.Kind.PROGRESSED;
        if (wanted) {
            out.println(mapper.writeValueAsString(events.of(event)));
        }
    }

    @Override
    public void shows(JobTree tree) {}

    @Override
    public void settle() {}

    @Override
    public void says(String line) {
        if (!look.quiet()) {
            words.println(line);
        }
    }

    @Override
    public void answers(String line) {
        // The result has it.
    }

    @Override
    public void item(Map<String, ?> fields) {
        out.println(mapper.writeValueAsString(fields));
    }

    @Override
    public void result(Map<String, ?> fields) {
        var line = new LinkedHashMap<String, Object>();
        line.put("event", "result");
        line.putAll(fields);
        out.println(mapper.writeValueAsString(line));
    }
}
