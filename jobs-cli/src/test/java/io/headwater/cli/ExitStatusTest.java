package io.headwater.cli;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.cli.command.Headwater;
import io.headwater.jobs.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExitStatusTest {
    private static final Pattern ROW = Pattern.compile(
            "(?m)^\\| \\[`([A-Z_]+)`]\\(troubleshooting\\.md#([a-z_]+)\\) \\| ([^|]+) \\| [^|]+ \\| (\\d+) \\|$");
    private static final Pattern ENTRY = Pattern.compile("(?s)([A-Z_]+)`\n(.*)");
    private static final Pattern COMMAND = Pattern.compile("`headwater ([^`]+)`");
    private static final Pattern THROWN =
            Pattern.compile("new JobException\\.(\\w+)\\(\\s*(?:new ErrorCode\\(\"|\\w+\\.)?([A-Z_]{2,})\\b");
    private static final Pattern IN_SOURCE = Pattern.compile("new ErrorCode\\(\"([A-Z_]+)\"\\)");

    @Test
    void each_code_ends_the_command_as_the_documentation_says() throws IOException {
        assertThat(documented())
                .hasSizeGreaterThan(40)
                .allSatisfy((code, status) ->
                        assertThat(ExitStatus.of(new ErrorCode(code))).as(code).isEqualTo(status));
    }

    @Test
    void the_documentation_has_every_code_of_the_sources_and_no_other() throws IOException {
        assertThat(documented().keySet()).isEqualTo(inTheSources());
    }

    @Test
    void each_code_is_of_the_kinds_by_which_it_is_thrown() throws IOException {
        Map<String, Set<String>> thrown = sources()
                .flatMap(source -> THROWN.matcher(source).results())
                .collect(groupingBy(place -> place.group(2), mapping(place -> place.group(1), toSet())));
        assertThat(rows()).allSatisfy(row -> {
            String code = row.group(1);
            assertThat(row.group(2)).isEqualTo(code.toLowerCase(Locale.ROOT));
            assertThat(Set.of(row.group(3).replace("`", "").split(", ")))
                    .as(code)
                    // What nobody has foreseen is nowhere thrown as such.
                    .isEqualTo(thrown.getOrDefault(code, Set.of("Execution")));
        });
    }

    @Test
    void each_code_has_advice_and_a_command_under_its_status() throws IOException {
        String page = Files.readString(Path.of("../docs/troubleshooting.md"));
        var advised = new TreeMap<String, Integer>();
        for (String part : page.split("(?m)^## Exit status ")) {
            for (String entry : part.split("(?m)^### `")) {
                Matcher code = ENTRY.matcher(entry);
                if (code.matches()) {
                    advised.put(code.group(1), Integer.valueOf(part.replaceAll("(?s)\\D.*", "")));
                    assertThat(code.group(2).strip()).as(code.group(1)).hasSizeGreaterThan(60);
                }
            }
        }
        assertThat(advised).isEqualTo(documented());
    }

    @Test
    void the_commands_of_the_advice_are_understood() throws IOException {
        String page = Files.readString(Path.of("../docs/troubleshooting.md"));
        List<String> commands = COMMAND.matcher(page)
                .results()
                .map(command -> command.group(1))
                .filter(command -> !command.endsWith("..."))
                .distinct()
                .toList();
        assertThat(commands)
                .hasSizeGreaterThan(20)
                .allSatisfy(command -> Commands.of(new Headwater())
                        .parseArgs(command.replaceAll("\\b(REF|NAME)\\b", "name")
                                .replace("URL", "https://host/file")
                                .split(" ")));
    }

    @Test
    void a_code_that_nobody_knows_is_a_plain_failure() {
        assertThat(ExitStatus.of(new ErrorCode("OF_ANOTHER_MODULE"))).isEqualTo(1);
    }

    private static Map<String, Integer> documented() throws IOException {
        var statuses = new TreeMap<String, Integer>();
        rows().forEach(row -> assertThat(statuses.put(row.group(1), Integer.valueOf(row.group(4))))
                .as(row.group(1) + " stands there twice")
                .isNull());
        return statuses;
    }

    private static Stream<MatchResult> rows() throws IOException {
        return ROW.matcher(Files.readString(Path.of("../docs/codes.md"))).results();
    }

    private static Set<String> inTheSources() throws IOException {
        return sources()
                .flatMap(source -> IN_SOURCE.matcher(source).results())
                .map(code -> code.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Of all modules. */
    private static Stream<String> sources() throws IOException {
        try (Stream<Path> modules = Files.list(Path.of(".."))) {
            return modules
                    .map(module -> module.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .flatMap(ExitStatusTest::javaIn)
                    .toList()
                    .stream();
        }
    }

    private static Stream<String> javaIn(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> sources =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            var texts = new ArrayList<String>();
            for (Path source : sources) {
                texts.add(Files.readString(source));
            }
            return texts.stream();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
