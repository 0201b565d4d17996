package io.headwater.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.ErrorCode;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExitStatusTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+) \\|[^|]*\\|([^|]*)\\|$");
    private static final Pattern CODE = Pattern.compile("`([A-Z_]+)`");

    @Test
    void each_code_ends_the_command_as_the_documentation_says() throws IOException {
        assertThat(documented())
                .hasSizeGreaterThan(40)
                .allSatisfy((code, status) ->
                        assertThat(ExitStatus.of(new ErrorCode(code))).as(code).isEqualTo(status));
    }

    @Test
    void no_code_of_the_vocabulary_is_missing_in_the_documentation() throws IOException {
        assertThat(documented().keySet())
                .containsAll(Stream.of(ErrorCode.class.getFields())
                        .filter(field -> field.getType() == ErrorCode.class)
                        .map(ExitStatusTest::nameIn)
                        .toList());
    }

    @Test
    void a_code_that_nobody_knows_is_a_plain_failure() {
        assertThat(ExitStatus.of(new ErrorCode("OF_ANOTHER_MODULE"))).isEqualTo(1);
    }

    private static Map<String, Integer> documented() throws IOException {
        String page = Files.readString(Path.of("../docs/codes.md"));
        var statuses = new TreeMap<String, Integer>();
        ROW.matcher(page)
                .results()
                .forEach(row -> CODE.matcher(row.group(2))
                        .results()
                        .map((MatchResult code) -> code.group(1))
                        .forEach(code -> assertThat(statuses.put(code, Integer.valueOf(row.group(1))))
                                .as(code + " stands there twice")
                                .isNull()));
        return statuses;
    }

    private static String nameIn(Field constant) {
        try {
            return ((ErrorCode) constant.get(null)).name();
        } catch (IllegalAccessException notPublic) {
            throw new AssertionError(notPublic);
        }
    }
}
