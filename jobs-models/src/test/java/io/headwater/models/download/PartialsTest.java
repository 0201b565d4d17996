package io.headwater.models.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartialsTest {
    @TempDir
    private Path folder;

    @Test
    void one_takes_what_has_come_and_not_the_holes_between() throws IOException {
        Path partial = folder.resolve(Partials.name(folder.resolve("model.bin"), "0123456789abcdef"));
        try (var file = new RandomAccessFile(partial.toFile(), "rw")) {
            file.setLength(1_000_000);
        }

        assertThat(Partials.taken(partial)).as("as far as anybody knows").isEqualTo(1_000_000);

        var here = List.of(new Span(0, 1_000), new Span(5_000, 5_500));
        JsonFile.write(Partials.noteOf(partial), new PartialNote(here, 0, null, Version.UNKNOWN, null));
        assertThat(Partials.taken(partial)).isEqualTo(1_500);
        assertThat(Partials.taken(Partials.noteOf(partial))).isEqualTo(Files.size(Partials.noteOf(partial)));
    }
}
