package io.headwater.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import sun.misc.Signal;

class SearchPathTest {
    private static final SearchPath HERE = SearchPath.ofThisMachine();

    /** Ctrl-C again and again, as the terminal sends it: to all that were started there and have not gone apart. */
    private static final String IMPATIENT_PERSON = "trap '' INT; while :; do kill -INT 0; sleep 0.003; done";

    @Test
    void what_a_terminal_sends_with_ctrl_c_reaches_no_program_at_any_moment() throws Exception {
        assumeTrue(HERE.find("setsid").isPresent(), "setsid is not here");
        Process host = new ProcessBuilder(
                        HERE.find("setsid").orElseThrow().toString(),
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Host.class.getName())
                .redirectErrorStream(true)
                .start();

        String said = new String(host.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(host.waitFor()).as(said).isZero();
    }

    @Test
    void a_program_that_is_not_there_is_told_of_by_its_own_name() {
        assertThatThrownBy(() -> HERE.start(new ProcessBuilder("/nowhere/to-be-found")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("to-be-found");
    }

    /** What has been started at a terminal, and does not end with Ctrl-C. */
    static final class Host {
        private Host() {}

        public static void main(String[] arguments) throws IOException, InterruptedException {
            Signal.handle(new Signal("INT"), signal -> {});
            Process person = new ProcessBuilder("/bin/sh", "-c", IMPATIENT_PERSON)
                    .redirectErrorStream(true)
                    .start();
            try {
                for (int time = 1; time <= 300; time++) {
                    Process program = HERE.start(new ProcessBuilder(List.of("/bin/sh", "-c", "exit 7")));
                    if (program.waitFor() != 7) {
                        throw new IllegalStateException("the program that was started as number %d ended with %d"
                                .formatted(time, program.waitFor()));
                    }
                }
            } finally {
                person.destroyForcibly();
            }
        }
    }
}
