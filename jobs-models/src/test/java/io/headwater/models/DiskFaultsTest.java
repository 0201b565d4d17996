package io.headwater.models;

import static io.headwater.jobs.JobState.COMPLETED;
import static io.headwater.jobs.JobState.FAILED;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.JobError;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobView;
import io.headwater.models.disk.Call;
import io.headwater.models.disk.Fault;
import io.headwater.models.disk.FaultyDisk;
import io.headwater.models.disk.NamedStore;
import io.headwater.models.disk.Operation;
import io.headwater.models.library.Library;
import io.headwater.models.library.Removal;
import io.headwater.models.ref.ModelRef;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.hub.Content;
import io.headwater.testkit.hub.Hold;
import io.headwater.testkit.hub.HubLookAlike;
import io.headwater.testkit.hub.Origin;
import io.headwater.testkit.hub.Seen;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** What a disk may do to models while they are downloaded and afterwards. */
class DiskFaultsTest {
    private static final long NOTED = 4 * 1024 * 1024;
    private static final Content WEIGHTS = Content.generated(1, 5_000_000);
    private static final Content OTHERS = Content.generated(2, 1_000_000);
    private static final ModelRef ALL = ModelRef.parse("hf:org/tiny");
    private static final ModelRef OTHER = ModelRef.parse("hf:org/other");
    private static final String FILE = "org/tiny:model.bin";

    @TempDir
    private Path folder;

    private final HubLookAlike hub = HubLookAlike.start();
    private final ManyHosts host = new ManyHosts(hub);
    private FaultyDisk disk;

    @BeforeEach
    void commit() {
        hub.model("org/tiny")
                .file("config.json", "{}")
                .lfs("model.bin", WEIGHTS)
                .commit();
        hub.model("org/other").lfs("model.bin", OTHERS).commit();
        disk = FaultyDisk.over(folder);
        host.on(disk.root());
    }

    @AfterEach
    void close() {
        host.close();
        hub.close();
    }

    @Nested
    class When_no_more_can_be_written {
        @Test
        void D02_the_job_fails_with_figures_the_others_go_on_and_the_next_begins_where_it_was() {
            Hold hold = hub.when("org/other:model.bin").at(Origin.CDN).stallsAfter(1_000);
            JobHandle<InstalledModel> other = host.start(OTHER);
            TestEngine.done(hold.reached());
            disk.suffers(writesOf(WEIGHTS, NOTED, "No space left on device"));

            JobError error = errorOf(host.ended(ALL));

            assertThat(error.code().name()).isEqualTo("NO_SPACE");
            assertThat(error.message())
                    .startsWith("Not enough disk space: needs ")
                    .contains(" free at ");
            hold.release();
            host.until(other, COMPLETED);
            disk.heals();
            hub.records().forget();
            assertThat(host.ended(ALL).state()).isEqualTo(COMPLETED);
            assertThat(hub.records().sent(FILE)).isLessThanOrEqualTo(WEIGHTS.size() - NOTED);
            isWhole(folder);
        }

        @ParameterizedTest
        @ValueSource(strings = {"Disk quota exceeded", "File too large"})
        void D03_a_limit_is_not_called_a_full_disk(String words) {
            disk.suffers(writesOf(WEIGHTS, NOTED, words));

            JobError error = errorOf(host.ended(ALL));

            assertThat(error.code().name()).isEqualTo("NO_SPACE");
            assertThat(error.message()).contains(words).doesNotContain("Not enough disk space");
            assertThat(error.hint()).contains("quota", "limit");
            disk.heals();
            assertThat(host.ended(ALL).state()).isEqualTo(COMPLETED);
            isWhole(folder);
        }

        /** From some place of the file on. */
        private Fault writesOf(Content content, long from, String words) {
            return call -> {
                if (call.operation() == Operation.WRITE
                        && call.isOfPartial()
                        && call.path().toString().contains(content.sha256())
                        && Files.size(call.path()) > from) {
                    throw Fault.saying(words, call);
                }
            };
        }
    }

    @Nested
    class When_the_disk_fails {
        @Test
        void D04_a_write_that_fails_ends_the_job_and_nobody_tries_again_by_himself() {
            disk.suffers(once(Operation.WRITE));

            JobView job = host.ended(ALL);

            assertThat(errorOf(job).code().name()).isEqualTo("IO");
            assertThat(errorOf(job).retryable()).isFalse();
            assertThat(job.attempt()).isEqualTo(1);
        }

        @Test
        void D05_what_could_not_be_synced_is_dropped_and_never_synced_again() throws IOException {
            disk.suffers(once(Operation.FORCE));

            assertThat(errorOf(host.ended(ALL)).code().name()).isEqualTo("IO");

            assertThat(disk.calls())
                    .filteredOn(call -> isOf(Operation.FORCE, call))
                    .hasSize(1);
            assertThat(partials()).isEmpty();
            hub.records().forget();
            assertThat(host.ended(ALL).state()).isEqualTo(COMPLETED);
            assertThat(hub.records().sent(FILE)).isEqualTo(WEIGHTS.size());
            isWhole(folder);
        }

        @Test
        void D20_without_a_descriptor_left_the_job_fails_and_the_next_one_with_some_does_not() throws IOException {
            disk.suffers(call -> {
                if (call.operation() == Operation.OPEN || call.operation() == Operation.MAKE) {
                    throw Fault.saying("Too many open files", call);
                }
            });

            JobError error = errorOf(host.ended(ALL));

            assertThat(error.code().name()).isEqualTo("IO");
            assertThat(error.message()).contains("Too many open files");
            disk.heals();
            assertThat(host.ended(ALL).state()).isEqualTo(COMPLETED);
            assertThat(disk.open()).isZero();
            isWhole(folder);
        }

        private Fault once(Operation operation) {
            var failed = new AtomicBoolean();
            return call -> {
                if (isOf(operation, call) && failed.compareAndSet(false, true)) {
                    throw Fault.failure(call);
                }
            };
        }

        private boolean isOf(Operation operation, Call call) {
            return call.operation() == operation
                    && call.isOfPartial()
                    && call.path().toString().contains(WEIGHTS.sha256());
        }
    }

    @Nested
    class When_it_is_no_ordinary_disk {
        @Test
        void D15_what_becomes_a_file_lies_beside_it_before() {
            assertThat(host.ended(ALL).state()).isEqualTo(COMPLETED);

            List<Call> moves = disk.calls().stream()
                    .filter(call -> call.operation() == Operation.MOVE && call.isOfPartial())
                    .toList();
            assertThat(moves)
                    .hasSize(2)
                    .allSatisfy(move -> assertThat(move.path().getParent())
                            .isEqualTo(Objects.requireNonNull(move.to()).getParent()));
        }

        @Test
        void D16_a_file_that_a_virus_scanner_has_open_gets_its_name_when_it_is_closed() {
            var held = new AtomicInteger(5);
            disk.suffers(call -> {
                if (call.operation() == Operation.MOVE && held.getAndDecrement() > 0) {
                    throw Fault.saying(
                            "The process cannot access the file because it is being used by another process", call);
                }
            });

            assertThat(host.ended(ALL).state()).isEqualTo(COMPLETED);
            isWhole(folder);
        }

        @Test
        void D18_D19_where_a_lock_says_nothing_each_has_his_own_and_both_are_whole() throws IOException {
            Hold hold = hub.when(FILE).at(Origin.CDN).stallsAfter(NOTED);
            remote(disk);
            JobHandle<InstalledModel> one = host.start(ALL);
            TestEngine.done(hold.reached());
            host.engine().until("what has arrived to be stored", () -> ModelServer.partialIn(folder) == NOTED);
            FaultyDisk seenByAnother = FaultyDisk.over(folder);
            remote(seenByAnother);
            try (var another = new ManyHosts(hub).on(seenByAnother.root())) {
                assertThat(another.ended(ALL).state()).isEqualTo(COMPLETED);
            }
            assertThat(hub.records().sent(FILE)).isEqualTo(NOTED + WEIGHTS.size());
            hold.release();
            host.until(one, COMPLETED);
            isWhole(folder);
            assertThat(partials()).isEmpty();
        }

        private void remote(FaultyDisk disk) {
            disk.locksNothing();
            disk.says(store -> new NamedStore(store, store.name(), "nfs4"));
        }

        @Test
        void D25_nothing_is_taken_up_before_its_bytes_are_here() {
            Hold hold = hub.when(FILE).at(Origin.CDN).stallsAfter(1_000_000);
            JobHandle<InstalledModel> job = host.start(ALL);
            TestEngine.done(hold.reached());
            host.engine().until("what has arrived to be stored", () -> ModelServer.partialIn(folder) >= 1_000_000);

            assertThat(ModelServer.partialIn(folder)).isEqualTo(1_000_000);
            hold.release();
            host.until(job, COMPLETED);
        }

        @ParameterizedTest
        @ValueSource(strings = {"1970-01-01T00:00:00Z", "2100-01-01T00:00:00Z"})
        void D26_when_files_were_written_says_nothing_about_what_is_in_them(Instant time) throws IOException {
            host.ended(ALL);
            touch(time);
            hub.records().forget();

            assertThat(host.on(disk.root()).ended(ALL).state()).isEqualTo(COMPLETED);
            assertThat(hub.records().all()).noneMatch(Seen::bringsBytes);
        }

        private void touch(Instant time) throws IOException {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.toList()) {
                    Files.setLastModifiedTime(path, FileTime.from(time));
                }
            }
        }
    }

    @Nested
    class When_clearing_stops_halfway {
        @Test
        void D23_what_is_left_is_known_and_goes_the_next_time() throws IOException {
            int steps = 0;
            while (stopsAt(steps)) {
                steps++;
            }
            assertThat(steps).isGreaterThan(5);
        }

        /** From then on nothing can be done, as for a process that is killed. Answers false when there are no so many steps. */
        private boolean stopsAt(int step) throws IOException {
            Path real = Files.createDirectory(folder.resolve("clearing " + step));
            FaultyDisk disk = FaultyDisk.over(real);
            Library library = host.on(disk.root()).models(disk.root()).library();
            assertThat(host.ended(OTHER).state()).isEqualTo(COMPLETED);
            Removal all = TestEngine.now(library.clearing());
            var deletions = new AtomicInteger();
            disk.suffers(call -> {
                if (call.operation() == Operation.DELETE && deletions.getAndIncrement() >= step) {
                    throw Fault.failure(call);
                }
            });
            boolean stopped = isStopped(library.carryOut(all, host.engine().jobs()));
            disk.heals();

            Library next = host.models(real).library();
            assertThat(TestEngine.now(next.usage()).bytes())
                    .as("after %d", step)
                    .isEqualTo(bytesIn(real));
            TestEngine.done(
                    next.carryOut(TestEngine.now(next.clearing()), host.engine().jobs()));
            assertThat(bytesIn(real)).as("after %d", step).isZero();
            return stopped;
        }

        private static boolean isStopped(Mono<Void> removal) {
            return removal.thenReturn(false)
                    .onErrorReturn(JobException.Storage.class, true)
                    .toFuture()
                    .join();
        }

        private static long bytesIn(Path folder) throws IOException {
            try (Stream<Path> all = Files.walk(folder.resolve("hub"))) {
                return all.filter(file -> file.toString().matches(".*/blobs/[0-9a-f]{64}"))
                        .mapToLong(file -> file.toFile().length())
                        .sum();
            }
        }
    }

    private static JobError errorOf(JobView job) {
        assertThat(job.state()).isEqualTo(FAILED);
        return Objects.requireNonNull(job.error());
    }

    private List<Path> partials() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> file.toString().endsWith("incomplete")).toList();
        }
    }

    private void isWhole(Path place) {
        try {
            Path file = host.models(place).path(ALL).orElseThrow().resolve("model.bin");
            assertThat(Arrays.equals(Files.readAllBytes(file), WEIGHTS.bytes())).isTrue();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
