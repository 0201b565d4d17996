package io.headwater.speech.whisper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.givimad.whisperjni.WhisperJNI;
import io.headwater.speech.whisper.WhisperLibrary.Processor;
import java.io.FileNotFoundException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessorTest {
    @ParameterizedTest
    @CsvSource({
        "amd64, flags : fpu avx f16c avx2 fma, debian-amd64, libggml+mf16c+mfma+mavx+mavx2.so",
        "amd64, flags : fpu avx f16c, debian-amd64, libggml.so",
        "aarch64, Features : fp crc32 fphp asimdhp, debian-arm64, libggml+fp16.so",
        "aarch64, Features : fp asimd crc32, debian-arm64, libggml+crc.so",
        "arm, Features : half crc32, debian-armv7l, libggml+crc.so",
        "arm, Features : half thumb, debian-armv7l, libggml.so"
    })
    void each_gets_what_runs_on_it_and_is_in_the_jar(String architecture, String cpuinfo, String folder, String file)
            throws FileNotFoundException {
        Processor processor = Processor.of(architecture, cpuinfo);

        assertThat(processor).isEqualTo(new Processor(folder, file));
        assertThat(WhisperJNI.class.getResource("/" + folder + "/" + file)).isNotNull();
    }

    @Test
    void another_is_told_that_there_is_nothing_for_it() {
        assertThatExceptionOfType(FileNotFoundException.class)
                .isThrownBy(() -> Processor.of("riscv64", ""))
                .withMessageContaining("riscv64");
    }
}
