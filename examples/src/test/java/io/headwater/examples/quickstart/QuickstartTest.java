package io.headwater.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartTest {
    @Test
    void one_download_serves_both(@TempDir Path folder) {
        List<String> lines = run(folder);

        assertThat(lines)
                .filteredOn(line -> line.matches("\\w+ models\\.download +JobStarted"))
                .hasSize(1);
        assertThat(lines)
                .filteredOn(line -> line.matches(" {4}Caption \\w+: WAITING"))
                .hasSize(2);
        List<String> downloads = lines.stream()
                .filter(line -> line.matches(" {8}Model download \\w+: RUNNING, shared"))
                .toList();
        assertThat(downloads).hasSize(2);
        assertThat(Set.copyOf(downloads)).as("the same one").hasSize(1);
        assertThat(lines)
                .filteredOn(line -> line.endsWith(" Model download complete"))
                .hasSize(2);
        assertThat(lines)
                .contains(
                        "harbour.jpg: a caption from a model of 4000000 bytes",
                        "market.jpg: a caption from a model of 4000000 bytes");
    }

    private static List<String> run(Path folder) {
        var printed = new ByteArrayOutputStream();
        Quickstart.run(folder, new PrintStream(printed, true, StandardCharsets.UTF_8));
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
