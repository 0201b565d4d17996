package io.headwater.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CommandWordsTest {
    @Test
    void a_command_is_repeated_as_a_shell_reads_it() {
        assertThat(again("models", "download", "https://host/b.bin#sha256=00", "--to", "my films", "it's"))
                .isEqualTo("headwater models download 'https://host/b.bin#sha256=00' --to 'my films' 'it'\\''s'");
    }

    @Test
    void what_may_hold_a_secret_is_not_repeated() {
        assertThat(again("models", "download", "https://host/b.bin?signature=x"))
                .isEqualTo("the same command");
        assertThat(again("models", "download", "https://me:x@host/b.bin")).isEqualTo("the same command");
    }

    private static String again(String... words) {
        return new CommandWords(List.of(words)).again();
    }
}
