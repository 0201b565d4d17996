package io.headwater.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.testkit.hub.Content;
import io.headwater.testkit.hub.HubLookAlike;
import io.headwater.testkit.hub.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Models of two sizes, in processes whose heap is smaller than either. What counts is what they hold, not what they use up. */
@Timeout(SmallHeapTest.LONG_ENOUGH)
class SmallHeapTest {
    static final int LONG_ENOUGH = 600;

    private static final String HEAP = "-Xmx64m";
    private static final long MEGABYTE = 1_000_000;
    private static final int FEW = 200;
    private static final int MANY = 2_000;
    /** What is known of a file: its name, its digest, where it lies; and that some things differ from run to run. */
    private static final long BYTES_FOR_A_FILE = 2_000;

    private static final long CHANCE = 2 * MEGABYTE;

    @TempDir
    private Path folder;

    private final HubLookAlike hub = HubLookAlike.start();

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void M7_a_file_may_be_five_times_as_large_as_the_heap_and_nothing_more_is_held_than_for_a_small_one()
            throws Exception {
        hub.model("org/small")
                .lfs("model.bin", Content.generated(1, 30 * MEGABYTE))
                .commit();
        hub.model("org/large")
                .lfs("model.bin", Content.generated(2, 320 * MEGABYTE))
                .commit();

        long forSmall = heldWhileFetching("org/small");
        long forLarge = heldWhileFetching("org/large");

        assertThat(forLarge).isLessThan(forSmall + CHANCE);
    }

    @Test
    void M7_of_many_files_no_more_is_held_than_what_is_known_of_them() throws Exception {
        filled("org/few", FEW);
        filled("org/many", MANY);

        long forFew = heldWhileFetching("org/few");
        long forMany = heldWhileFetching("org/many");

        assertThat(forMany).isLessThan(forFew + (MANY - FEW) * BYTES_FOR_A_FILE + CHANCE);
    }

    private void filled(String name, int files) {
        Repository repository = hub.model(name);
        for (int number = 0; number < files; number++) {
            repository.file("part %05d.bin".formatted(number), Content.generated(number, 16_384));
        }
        repository.commit();
    }

    /** By a process of its own, which has brought all of it when it says so. */
    private long heldWhileFetching(String name) throws IOException, InterruptedException {
        Path own = Files.createDirectories(folder.resolve(name));
        Path log = own.resolve("log");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        HEAP,
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HostInSmallHeap.class.getName(),
                        own.toString(),
                        hub.endpoint().toString(),
                        "hf:" + name))
                .redirectError(log.toFile())
                .start();
        try (var lines = process.inputReader()) {
            List<String> said = lines.lines().toList();
            assertThat(process.waitFor(LONG_ENOUGH, TimeUnit.SECONDS)).isTrue();
            assertThat(said).as(Files.readString(log)).isNotEmpty();
            return Long.parseLong(said.get(said.size() - 1));
        } finally {
            process.destroyForcibly();
        }
    }
}
