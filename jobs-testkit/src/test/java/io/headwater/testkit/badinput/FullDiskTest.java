package io.headwater.testkit.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.ErrorCode;
import io.headwater.testkit.OtherJvm;
import io.headwater.testkit.badinput.FullDiskMain.Way;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** While the disk is full callers are told so and running work is held; when there is room again all goes on. */
class FullDiskTest {
    @TempDir
    Path folder;

    @Test
    void B02_B11_a_disk_without_space_holds_everything_and_loses_nothing() throws Exception {
        BadStoreTest.assumeWorks(List.of("unshare", "--map-root-user", "--mount"));
        List<String> ownDisk = List.of(
                "unshare",
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs -o size=4m disk '%s' && exec \"$@\"".formatted(folder),
                "sh");
        goesOnAfter(Way.NO_SPACE_LEFT, ownDisk, ErrorCode.NO_SPACE);
    }

    @Test
    void B02_B11_a_limit_on_the_size_of_files_holds_everything_and_loses_nothing() throws Exception {
        BadStoreTest.assumeWorks(List.of("prlimit"));
        goesOnAfter(Way.FILE_SIZE_LIMIT, List.of(), ErrorCode.IO, ErrorCode.NO_SPACE);
    }

    private void goesOnAfter(Way way, List<String> before, ErrorCode... codes) throws Exception {
        List<String> options = List.of("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
        try (OtherJvm other = OtherJvm.run(before, options, FullDiskMain.class, folder, way)) {
            List<String> said = other.linesToTheEnd().stream()
                    .filter(line -> line.startsWith("= "))
                    .map(line -> line.substring(2))
                    .toList();
            assertThat(said).hasSizeGreaterThan(3);
            Refusal refusal = new Refusal(said.get(0), said.get(1), said.get(2)).naming(folder);
            assertThat(List.of(codes)).extracting(ErrorCode::name).contains(refusal.code(), said.get(3));
            // While it lasts: the worker is held, what is stored can be read, a backup leaves nothing behind.
            assertThat(said.subList(4, 6)).containsExactly("RUNNING", "SCHEDULED");
            assertThat(said.get(6)).startsWith("IO ").contains("backup.db");
            assertThat(said.subList(7, said.size()))
                    .containsExactly(
                            "[]",
                            // When there is room again.
                            "made",
                            "[backup.db]",
                            "COMPLETED",
                            "done",
                            "0",
                            // In the next engine.
                            "COMPLETED",
                            "0",
                            "true");
        }
    }
}
