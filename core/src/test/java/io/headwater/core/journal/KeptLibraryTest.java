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
        giveAway(folder());
        assertThat(KeptLibrary.of(packed, parent)).isNull();
    }

    @Test
    void B13_is_not_used_where_others_could_put_another_folder_in_its_place() throws Exception {
        kept();
        Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(KeptLibrary.of(packed, parent)).isNull();
        Files.setAttribute(parent, "unix:mode", 01777);
        assertThat(KeptLibrary.of(packed, parent)).isNotNull();
    }

    @Test
    void B13_is_not_used_where_others_could_put_another_in_place_of_what_is_above_it() throws Exception {
        Path below = Files.createDirectory(parent.resolve("below"));
        Path link = Files.createSymbolicLink(folderOfUs("links").resolve("below"), below);
        assertThat(KeptLibrary.of(packed, link)).isNotNull();
        Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxrwx---"));
        assertThat(KeptLibrary.of(packed, below)).isNull();
        assertThat(KeptLibrary.of(packed, link)).isNull();
    }

    @Test
    void B13_is_not_used_where_it_lies_in_a_folder_that_somebody_else_owns() throws Exception {
        giveAway(parent);
        assertThat(KeptLibrary.of(packed, parent)).isNull();
    }

    @Test
    void B13_a_file_that_others_own_or_may_write_is_replaced_even_with_the_right_content() throws Exception {
        Files.setPosixFilePermissions(kept(), PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(Files.getPosixFilePermissions(kept())).isEqualTo(NativeLibrary.OURS_ALONE);
        giveAway(kept());
        assertThat(Files.getOwner(kept())).isEqualTo(Files.getOwner(folder()));
    }

    @Test
    void B13_a_link_is_replaced_even_where_it_leads_to_the_right_content() throws Exception {
        Path kept = kept();
        Path elsewhere = Files.move(kept, parent.resolve("elsewhere"));
        Files.createSymbolicLink(kept, elsewhere);
        assertThat(Files.isSymbolicLink(kept())).isFalse();
    }

    @Test
    void B13_what_lay_there_for_long_goes_when_another_version_comes() throws Exception {
        Path forgotten =
                Files.createFile(folderOfUs("headwater-sqlite-" + uid()).resolve("libsqlitejdbc-1-a.so"));
        Path recent = Files.createFile(folder().resolve("libsqlitejdbc-2-b.so"));
        Files.setLastModifiedTime(forgotten, LONG_AGO);
        Path kept = kept();
        assertThat(filesIn(folder())).containsExactlyInAnyOrder(kept, recent);
    }

    private Path folderOfUs(String name) throws IOException {
        var oursAlone = PosixFilePermissions.asFileAttribute(NativeLibrary.OURS_ALONE);
        return Files.createDirectory(parent.resolve(name), oursAlone);
    }

    private static void giveAway(Path path) throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can give something away");
        Files.setAttribute(path, "unix:uid", NOBODY);
    }

    private Path kept() throws IOException {
        return Objects.requireNonNull(KeptLibrary.of(packed, parent));
    }

    private Path folder() throws IOException {
        return parent.resolve("headwater-sqlite-" + uid());
    }

    private int uid() throws IOException {
        return (int) Files.getAttribute(parent, "unix:uid");
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
