package io.headwater.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.cli.work.Deaf;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterruptsTest {
    @TempDir
    private Path folder;

    @Nested
    class When_a_command_does_not_stop {
        /** Which signal it was, the status tells: the end of patience would be the first one's. */
        @Test
        void a_second_signal_ends_it() throws Exception {
            try (Command deaf = Command.startMain(folder, Deaf.class)) {
                deaf.untilItPrints("ready");
                deaf.signal("TERM");
                deaf.untilItPrints("heard TERM");

                deaf.signal("INT");

                assertThat(deaf.end()).isEqualTo(130);
            }
        }

        @Test
        void it_is_ended_when_patience_is_over() throws Exception {
            try (Command deaf = Command.startMain(folder, Deaf.class)) {
                deaf.untilItPrints("ready");

                deaf.signal("TERM");

                assertThat(deaf.end()).isEqualTo(143);
            }
        }
    }
}
