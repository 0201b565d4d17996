package io.headwater.examples.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

class HostTest {
    private static final String HALF_A_BAR = " {4}Disc RUNNING \\[#+\\.+] \\d+ %";

    @Test
    void the_tree_is_drawn_as_it_goes_and_nothing_is_missed_while_the_host_is_away_G3(@TempDir Path folder)
            throws InterruptedException {
        var printed = new Paper();
        int tracks = Host.run(
                folder,
                new PrintStream(printed, true, StandardCharsets.UTF_8),
                // In the middle of a disc the drive waits until that has been drawn, so that it is, on any machine.
                track -> track < 8 ? Mono.empty() : Mono.fromFuture(printed.bar, true));
        List<String> lines = printed.toString(StandardCharsets.UTF_8).lines().toList();

        assertThat(tracks).isEqualTo(13 + 13 + 15);
        assertThat(lines).anyMatch(line -> line.matches("Album WAITING .*"));
        assertThat(lines).anyMatch(line -> line.matches(HALF_A_BAR));
        assertThat(lines).contains("Album COMPLETED [####################] 100 %");
        assertThat(lines.stream()
                        .filter(line -> line.matches("\\d+ \\w+ Job\\w+"))
                        .map(line -> line.split(" ")[2]))
                .as("what the host has heard")
                .containsOnlyOnce("JobWaiting")
                .filteredOn("JobCompleted"::equals)
                .hasSize(4);
    }

    /** Knows when half a bar stands on it. */
    private static final class Paper extends ByteArrayOutputStream {
        private final CompletableFuture<Void> bar = new CompletableFuture<>();

        @Override
        public synchronized void write(byte[] bytes, int from, int length) {
            super.write(bytes, from, length);
            if (toString(StandardCharsets.UTF_8).lines().anyMatch(line -> line.matches(HALF_A_BAR))) {
                bar.complete(null);
            }
        }
    }
}
