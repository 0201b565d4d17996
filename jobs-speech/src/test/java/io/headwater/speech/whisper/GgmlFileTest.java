package io.headwater.speech.whisper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.headwater.jobs.JobException;
import io.headwater.testkit.whisper.TinyWhisper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GgmlFileTest {
    private static final byte[] WHOLE = TinyWhisper.ofSteps(5).bytes();

    private static final int HEADER = 12 * 4;
    private static final int VOCABULARY = HEADER + 2 * 4 + 4 * 201 * 4;
    private static final int FIRST_TENSOR = VOCABULARY + 4 + (4 + 1) + 3 * (4 + 6) + (4 + 8) + (4 + 6);

    @TempDir
    private Path folder;

    @Test
    void a_whole_model_passes() throws IOException {
        assertThatCode(() -> GgmlFile.check(file(WHOLE))).doesNotThrowAnyException();
        assertThatCode(() ->
                        GgmlFile.check(file(TinyWhisper.ofSteps(2).withLayers(3).bytes())))
                .doesNotThrowAnyException();
    }

    @Test
    void a_file_that_is_not_there_is_no_damaged_one() {
        assertThatExceptionOfType(JobException.Storage.class)
                .isThrownBy(() -> GgmlFile.check(folder.resolve("nowhere.bin")))
                .withMessageContaining("nowhere.bin")
                .withMessageContaining("no such file");
    }

    @Nested
    class Cut {
        @ParameterizedTest
        @CsvSource({"0, its header", "20, its header", "44, its header"})
        void in_the_header(int length, String part) throws IOException {
            refused(Arrays.copyOf(WHOLE, length), "it ends after " + length + " bytes, in the middle of " + part);
        }

        @Test
        void in_the_filters() throws IOException {
            refused(Arrays.copyOf(WHOLE, HEADER + 8 + 100), "in the middle of the filters");
        }

        @ParameterizedTest
        @ValueSource(ints = {VOCABULARY, VOCABULARY + 7, VOCABULARY + 12, FIRST_TENSOR - 1})
        void in_the_vocabulary_which_native_code_takes_for_silence(int length) throws IOException {
            refused(Arrays.copyOf(WHOLE, length), "in the middle of the vocabulary");
        }

        @Test
        void before_the_first_tensor_as_a_model_for_tests_that_native_code_loads() throws IOException {
            refused(Arrays.copyOf(WHOLE, FIRST_TENSOR), "50 of its 50 tensors are missing");
        }

        @Test
        void in_the_half() throws IOException {
            refused(Arrays.copyOf(WHOLE, WHOLE.length / 2), "in the middle of tensor decoder.token_embedding.weight");
        }

        @Test
        void by_one_byte_which_native_code_does_not_notice() throws IOException {
            refused(Arrays.copyOf(WHOLE, WHOLE.length - 1), "in the middle of tensor decoder.blocks.0.mlp.2.bias");
        }

        @Test
        void exactly_between_two_tensors() throws IOException {
            int lastTensor = 3 * 4 + 4 + "decoder.blocks.0.mlp.2.bias".length() + 18 * 4;
            refused(
                    Arrays.copyOf(WHOLE, WHOLE.length - lastTensor),
                    "1 of its 50 tensors are missing, such as decoder.blocks.0.mlp.2.bias");
        }
    }

    @Nested
    class Altered {
        @Test
        void into_a_page_that_says_sorry() throws IOException {
            refused("<!DOCTYPE html><html>Sorry".getBytes(StandardCharsets.UTF_8), "it does not begin as a model does");
        }

        @Test
        void by_something_that_follows() throws IOException {
            refused(
                    Arrays.copyOf(WHOLE, WHOLE.length + 1_000),
                    "what stands at byte " + WHOLE.length + " is no tensor");
        }

        @ParameterizedTest
        @CsvSource({
            "1, 100, vocabulary size is 100",
            "1, 2147483647, vocabulary size is 2147483647",
            "2, 0, audio context is 0",
            "3, 100000, width of the encoder is 100000",
            "4, 0, number of heads of the encoder is 0",
            "4, 5, a width of 18 cannot be shared by 5 and 1 heads",
            "5, 0, number of layers of the encoder is 0",
            "6, -1, text context is -1",
            "7, 20, width of the decoder is 20",
            "8, 0, number of heads of the decoder is 0",
            "9, 1000000, number of layers of the decoder is 1000000",
            "10, 0, number of mel bands is 0",
            "11, 99, there is no file type 99",
            "12, 5, its filters are not of the size",
            "13, 200, its filters are not of the size"
        })
        void in_a_number_of_the_header(int place, int value, String says) throws IOException {
            refused(with(place * 4, value), says);
        }

        @ParameterizedTest
        @ValueSource(ints = {0, -1, 51_866})
        void in_the_number_of_words(int words) throws IOException {
            refused(with(VOCABULARY, words), "its vocabulary is damaged: it has " + words + " words");
        }

        @Test
        void in_the_length_of_a_word() throws IOException {
            refused(with(VOCABULARY + 4 + 5, -6), "its vocabulary is damaged: word 1 has -6 bytes");
        }

        @Test
        void in_the_space_without_which_native_code_ends_the_process() throws IOException {
            byte[] bytes = WHOLE.clone();
            bytes[VOCABULARY + 8] = '_';
            refused(bytes, "no word is a space alone");
        }

        @ParameterizedTest
        @CsvSource({
            "0, 9, is no tensor",
            "4, 1000000, is no tensor",
            "8, 5, is no tensor",
            "12, 19, 'encoder.positional_embedding has the size [19, 250] instead of [18, 250]'",
            "20, 1701733985, is a tensor that does not belong there"
        })
        void in_a_tensor(int offset, int value, String says) throws IOException {
            refused(with(FIRST_TENSOR + offset, value), says);
        }

        @Test
        void by_having_a_tensor_twice() throws IOException {
            int length = 3 * 4 + 2 * 4 + "encoder.positional_embedding".length() + 18 * 250 * 4;
            byte[] bytes = Arrays.copyOf(WHOLE, WHOLE.length + length);
            System.arraycopy(WHOLE, FIRST_TENSOR, bytes, WHOLE.length, length);
            refused(bytes, "it has tensor encoder.positional_embedding twice");
        }

        private static byte[] with(int offset, int value) {
            byte[] bytes = WHOLE.clone();
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(offset, value);
            return bytes;
        }
    }

    private void refused(byte[] bytes, String says) throws IOException {
        Path file = file(bytes);
        assertThatExceptionOfType(JobException.Integrity.class)
                .isThrownBy(() -> GgmlFile.check(file))
                .withMessageContaining(file.toString())
                .withMessageContaining(says)
                .satisfies(e -> assertThat(e.code().name()).isEqualTo("MODEL_DAMAGED"));
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("model.bin"), bytes);
    }
}
