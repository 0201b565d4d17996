package io.headwater.ocr;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class WritingAJobTest {
    private static final Pattern CODE = Pattern.compile("(?s)```java\n(.*?)```");

    @Test
    void every_line_that_the_page_shows_is_in_the_code() throws IOException {
        Path sources = Path.of("src/main/java/io/headwater/ocr");
        String code = tight(Files.readString(sources.resolve("OcrJob.java")))
                + tight(Files.readString(sources.resolve("OcrHandler.java")));
        String page = Files.readString(Path.of("../docs/writing-a-job.md"));

        assertThat(CODE.matcher(page).results())
                .hasSizeGreaterThan(3)
                .allSatisfy(shown -> assertThat(code).contains(tight(shown.group(1))));
    }

    private static String tight(String text) {
        return text.replaceAll("\\s", "");
    }
}
