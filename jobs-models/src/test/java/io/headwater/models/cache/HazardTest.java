package io.headwater.models.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HazardTest {
    private static final byte[] PICKLE = {(byte) 0x80, 2, '}', 'q', 0, '.'};

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"pytorch_model.bin", "weights", "model.data"})
    void X18_a_pickle_is_known_by_what_stands_in_it(String name) throws IOException {
        assertThat(Hazard.of(name, file(PICKLE))).contains(Hazard.PICKLE);
        assertThat(Hazard.of(name, file(archive("model/data.pkl", "model/data/0"))))
                .contains(Hazard.PICKLE);
        assertThat(Hazard.of(name, file(archive("0", "1", "2", "model/data.pkl"))))
                .as("wherever in the archive")
                .contains(Hazard.PICKLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"lmgg and weights", "", "\u0080", "PK\u0003\u0004 and no archive", "\u0006\u0000\u0000\u0000"})
    void X18_what_is_only_called_like_one_is_none(String content) throws IOException {
        assertThat(Hazard.of("model.bin", file(content.getBytes(StandardCharsets.ISO_8859_1))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.pt", "b.PTH", "c.ckpt", "d.pkl", "e.joblib", "sub/f.pickle"})
    void X18_some_names_are_given_to_nothing_else(String name) throws IOException {
        assertThat(Hazard.of(name)).contains(Hazard.PICKLE);
        assertThat(Hazard.of(name, file(new byte[100]))).contains(Hazard.PICKLE);
    }

    @Test
    void X18_a_program_is_known_by_its_name() throws IOException {
        assertThat(Hazard.of("modeling_tiny.py")).contains(Hazard.PROGRAM);
        assertThat(Hazard.of("sub/libtiny.so", file(new byte[0]))).contains(Hazard.PROGRAM);
        assertThat(Hazard.of("python.md")).isEmpty();
    }

    @Test
    void X18_what_nobody_unpickles_is_data_whatever_stands_in_it() throws IOException {
        assertThat(Hazard.of("model.safetensors", file(PICKLE))).isEmpty();
        assertThat(Hazard.of("config.json", file(PICKLE))).isEmpty();
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(folder.resolve("file"), content);
    }

    /** Each entry as large as what is read of a file. */
    private static byte[] archive(String... names) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            zip.setLevel(0);
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(new byte[70_000]);
            }
        }
        return bytes.toByteArray();
    }
}
