package io.headwater.core.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteJDBCLoader;

@EnabledOnOs(OS.LINUX)
class KeptLibraryTest {
    private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_000L);
    private static final int NOBODY = 65_534;

    private final URL packed = Objects.requireNonNull(
            SQLiteJDBCLoader.class.getResource("/org/sqlite/native/Linux/x86_64/libsqlitejdbc.so"));

    @TempDir
    Path parent;

    @Test
    void B13_lies_where_nobody_else_may_enter_and_is_all_that_lies_there() throws Exception {
        Path kept = kept();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder())))
                .isEqualTo("rwx------");
        assertThat(kept).hasBinaryContent(content());
        assertThat(filesIn(folder())).containsExactly(kept);
    }

    @Test
    void B13_the_next_process_finds_it_and_writes_nothing() throws Exception {
        Files.setLastModifiedTime(kept(), LONG_AGO);
        assertThat(Files.getLastModifiedTime(kept())).isEqualTo(LONG_AGO);
    }

    @Test
    void B13_what_a_power_cut_left_of_it_is_replaced_and_not_written_over() throws Exception {
        Path kept = kept();
        Files.write(kept, new byte[content().length]);
        Path loadedByAnother = Files.createLink(parent.resolve("loaded"), kept);
        assertThat(kept()).hasBinaryContent(content());
        assertThat(loadedByAnother).hasBinaryContent(new byte[content().length]);
    }

    @Test
    void B13_is_not_used_from_a_folder_that_others_may_enter() throws Exception {
        kept();
        Files.setPosixFilePermissions(folder(), PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(KeptLibrary.of(packed, parent)).isNull();
    }

    @Test
    void B13_is_not_used_from_where_a_link_leads() throws Exception {
        Path kept = kept();
        Files.move(folder(), parent.resolve("elsewhere"));
        Files.createSymbolicLink(kept.resolveSibling(""), parent.resolve("elsewhere"));
        assertThat(KeptLibrary.of(packed, parent)).isNull();
    }

    @Test
    void B13_is_not_used_from_a_folder_of_somebody_else() throws Exception {
        kept();
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can give a folder away");
        Files.setAttribute(folder(), "unix:uid", NOBODY);
        assertThat(KeptLibrary.of(packed, parent)).isNull();
    }

    private Path kept() throws IOException {
        return Objects.requireNonNull(KeptLibrary.of(packed, parent));
    }

    private Path folder() throws IOException {
        return parent.resolve("headwater-sqlite-" + Files.getOwner(parent).getName());
    }

    private byte[] content() throws IOException {
        try (var stream = packed.openStream()) {
            return stream.readAllBytes();
        }
    }

    private static Path[] filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toArray(Path[]::new);
        }
    }
}
