package io.headwater.speech;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class SpeechErrorsTest {
    private static final long MUCH = 1L << 40;

    @Test
    void a_full_disk_is_known_by_its_room_whatever_language_the_system_speaks() {
        assertThat(SpeechErrors.isFull(new IOException("Auf dem Gerät ist kein Speicherplatz mehr"), 0))
                .isTrue();
        assertThat(SpeechErrors.isFull(new IOException("No space left on device"), MUCH))
                .isTrue();
        assertThat(SpeechErrors.isFull(new IOException("Input/output error"), MUCH))
                .isFalse();
        assertThat(SpeechErrors.isFull(new NoSuchFileException("talk.wav"), 0)).isFalse();
    }
}
