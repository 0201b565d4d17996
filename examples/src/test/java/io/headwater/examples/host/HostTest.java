package io.headwater.examples.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostTest {
    @Test
    void the_tree_is_drawn_as_it_goes_and_nothing_is_missed_while_the_host_is_away_G3(@TempDir Path folder)
            throws InterruptedException {
        var printed = new ByteArrayOutputStream();
        int tracks = Host.run(folder, new PrintStream(printed, true, StandardCharsets.UTF_8));
        List<String> lines = printed.toString(StandardCharsets.UTF_8).lines().toList();

        assertThat(tracks).isEqualTo(13 + 13 + 15);
        assertThat(lines).anyMatch(line -> line.matches("Album WAITING .*"));
        assertThat(lines).anyMatch(line -> line.matches(" {4}Disc RUNNING \\[#+\\.+] \\d+ %"));
        assertThat(lines).contains("Album COMPLETED [####################] 100 %");
        assertThat(lines.stream()
                        .filter(line -> line.matches("\\d+ \\w+ Job\\w+"))
                        .map(line -> line.split(" ")[2]))
                .as("what the host has heard")
                .containsOnlyOnce("JobWaiting")
                .filteredOn("JobCompleted"::equals)
                .hasSize(4);
    }
}
