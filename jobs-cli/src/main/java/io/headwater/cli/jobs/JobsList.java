package io.headwater.cli.jobs;

import io.headwater.cli.command.Action;
import io.headwater.cli.command.Headwater;
import io.headwater.cli.json.JobJson;
import io.headwater.cli.screen.Screen;
import io.headwater.cli.screen.Table;
import io.headwater.cli.screen.Words;
import io.headwater.cli.work.JobPages;
import io.headwater.jobs.JobQuery;
import io.headwater.jobs.JobState;
import io.headwater.jobs.Jobs;
import io.headwater.models.ref.Nearest;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

@Command(
        name = "list",
        description = "List jobs, the newest first.",
        footer = {"", "Example: headwater jobs list --state failed"})
final class JobsList implements Action {
    @Option(
            names = "--state",
            paramLabel = "S",
            converter = StateConverter.class,
            description = "Only scheduled, queued, running, waiting, paused, completed, failed, cancelled "
                    + "or quarantined ones.")
    private @Nullable JobState state;

    @Option(names = "--type", paramLabel = "T", description = "Only of this type, such as models.download.")
    private @Nullable String type;

    @Override
    public Map<String, ?> run(Headwater common, Screen screen) {
        return common.store(screen).look(jobs -> list(jobs, screen));
    }

    private Map<String, ?> list(Jobs jobs, Screen screen) {
        var table = new Table();
        JobPages.of(jobs, query()).forEach(job -> {
            table.row(
                    job.id().brief(),
                    JobWords.state(job),
                    JobWords.percent(job),
                    Words.name(job),
                    JobWords.minute(job.createdAt()));
            screen.item(JobJson.of(job));
        });
        int shown = table.lines().size();
        if (shown == 0) {
            screen.says(state == null && type == null ? "There are no jobs" : "There are no such jobs");
        }
        table.answer(screen);
        return Map.of("jobs", shown);
    }

    private JobQuery query() {
        JobQuery ofType = type == null ? JobQuery.all() : JobQuery.all().ofType(type);
        return state == null ? ofType : ofType.inState(state);
    }

    static final class StateConverter implements ITypeConverter<JobState> {
        @Override
        public JobState convert(String text) {
            return Stream.of(JobState.values())
                    .filter(state -> JobWords.word(state).equals(text.toLowerCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("there is no state \"%s\".%s"
                            .formatted(
                                    text,
                                    Nearest.hint(
                                            text,
                                            Stream.of(JobState.values())
                                                    .map(JobWords::word)
                                                    .toList()))));
        }
    }
}
