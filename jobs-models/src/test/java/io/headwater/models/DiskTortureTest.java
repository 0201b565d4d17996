package io.headwater.models;

import static io.headwater.jobs.JobState.COMPLETED;
import static io.headwater.jobs.JobState.FAILED;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.JobError;
import io.headwater.jobs.JobView;
import io.headwater.models.disk.Call;
import io.headwater.models.disk.Fault;
import io.headwater.models.disk.FaultyDisk;
import io.headwater.models.ref.ModelRef;
import io.headwater.testkit.hub.Content;
import io.headwater.testkit.hub.HubLookAlike;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A repository is downloaded, and whichever of the disk's calls fails, nothing wrong is ever served and the next run is whole. */
@Timeout(600)
class DiskTortureTest {
    /** Large enough for notes in the middle. */
    private static final Content WEIGHTS = Content.generated(1, 5_000_000);

    private static final ModelRef ALL = ModelRef.parse("hf:org/tiny");
    private static final Map<String, byte[]> FILES = Map.of(
            "config.json",
            "{}".getBytes(StandardCharsets.US_ASCII),
            "model.bin",
            WEIGHTS.bytes(),
            "sub/vocab.txt",
            "a b c".getBytes(StandardCharsets.US_ASCII));

    @TempDir
    private Path folder;

    private final HubLookAlike hub = HubLookAlike.start();
    private final ManyHosts hosts = new ManyHosts(hub);

    /** How a disk fails. */
    enum Mishap {
        ONCE {
            @Override
            Fault at(int number) {
                return call -> fail(call.number() == number, Fault.failure(call));
            }
        },
        FROM_THEN_ON {
            @Override
            Fault at(int number) {
                return call -> fail(call.number() >= number, Fault.failure(call));
            }
        },
        FULL_FROM_THEN_ON {
            @Override
            Fault at(int number) {
                return call -> fail(call.number() >= number && call.operation().takesRoom(), Fault.full(call));
            }
        };

        abstract Fault at(int number);

        private static void fail(boolean now, IOException failure) throws IOException {
            if (now) {
                throw failure;
            }
        }
    }

    @BeforeEach
    void commit() {
        hub.model("org/tiny")
                .file("config.json", "{}")
                .file("sub/vocab.txt", "a b c")
                .lfs("model.bin", WEIGHTS)
                .commit();
    }

    @AfterEach
    void close() {
        hosts.close();
        hub.close();
    }

    /** All calls in the long form, else some: {@code -Dheadwater.torture.seed=7} takes those of another run. */
    @ParameterizedTest
    @EnumSource
    void M1_M2_M6_D02_D04_D05_D20_whichever_call_fails_the_next_run_is_whole(Mishap mishap) throws IOException {
        int step = Boolean.getBoolean("headwater.long") ? 1 : 8;
        long seed = Long.getLong("headwater.torture.seed", new Random().nextInt(1_000_000));
        var random = new Random(seed);
        int number = random.nextInt(step);
        while (fails(mishap, number, "%s, seed %d, call %d".formatted(mishap, seed, number))) {
            number += 1 + random.nextInt(2 * step - 1);
        }
    }

    /** Answers false when there was no such call. */
    private boolean fails(Mishap mishap, int number, String how) throws IOException {
        Path real = Files.createDirectory(folder.resolve(mishap + "-" + number));
        FaultyDisk disk = FaultyDisk.over(real);
        disk.suffers(mishap.at(number));
        JobView job = hosts.on(disk.root()).ended(ALL);
        List<Call> calls = disk.calls();
        disk.heals();
        if (calls.size() <= number) {
            assertThat(job.state()).isEqualTo(COMPLETED);
            return false;
        }
        String failed = "%s: %s".formatted(how, calls.get(number));
        if (job.state() == FAILED) {
            isForPeople(Objects.requireNonNull(job.error()), mishap, failed);
        }
        nothingWrongIsThere(real, failed);
        assertThat(hosts.on(disk.root()).ended(ALL).state()).as(failed).isEqualTo(COMPLETED);
        isWholeAndAlone(real, mishap, failed);
        return true;
    }

    private static void isForPeople(JobError error, Mishap mishap, String failed) {
        Set<String> codes = mishap == Mishap.FULL_FROM_THEN_ON ? Set.of("NO_SPACE") : Set.of("IO");
        assertThat(error.code().name()).as("%s: %s", failed, error.message()).isIn(codes);
        assertThat(error.message()).as(failed).doesNotContain("Exception");
        assertThat(error.hint()).as(failed).isNotBlank();
    }

    /** Whoever looks finds nothing, or all of it as it should be. */
    private void nothingWrongIsThere(Path real, String failed) throws IOException {
        Models models = hosts.models(real);
        models.installed(ALL).ifPresent(model -> isRight(model.path(), failed));
        for (Path file : files(real)) {
            if (FILES.containsKey(String.valueOf(file.getFileName()))) {
                isRight(file, FILES.get(String.valueOf(file.getFileName())), failed);
            }
        }
    }

    /** A disk that fails for good keeps what is to be removed; of that, only drafts of notes stay, for pruning to take. */
    private void isWholeAndAlone(Path real, Mishap mishap, String failed) throws IOException {
        isRight(hosts.models(real).path(ALL).orElseThrow(), failed);
        assertThat(files(real).stream().map(file -> String.valueOf(file.getFileName())))
                .as(failed)
                .noneMatch(name -> name.contains("incomplete") || (mishap == Mishap.ONCE && name.contains("draft")));
    }

    private static void isRight(Path snapshot, String failed) {
        FILES.forEach((name, content) -> isRight(snapshot.resolve(name), content, failed));
    }

    private static void isRight(Path file, byte[] content, String failed) {
        try {
            assertThat(Arrays.equals(Files.readAllBytes(file), content))
                    .as("%s: the bytes of %s", failed, file)
                    .isTrue();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
