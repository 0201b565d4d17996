package io.headwater.models;

import static io.headwater.jobs.JobState.COMPLETED;
import static io.headwater.jobs.JobState.FAILED;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.JobError;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobView;
import io.headwater.models.disk.FaultyDisk;
import io.headwater.models.disk.NamedStore;
import io.headwater.models.disk.Operation;
import io.headwater.models.library.KnownModel;
import io.headwater.models.library.ModelStatus;
import io.headwater.models.ref.ModelRef;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.hub.Content;
import io.headwater.testkit.hub.Hold;
import io.headwater.testkit.hub.HubLookAlike;
import io.headwater.testkit.hub.Origin;
import io.headwater.testkit.hub.Seen;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.publisher.Hooks;

/** Models lie on a disk that can be taken away, or of which a part is closed. */
class DisksThatAreAwayTest {
    private static final ModelRef ALL = ModelRef.parse("hf:org/tiny");
    private static final ModelRef BROUGHT = ModelRef.parse("hf:org/brought");
    private static final ModelRef OTHER = ModelRef.parse("hf:org/other");

    @TempDir
    private Path folder;

    private final HubLookAlike hub = HubLookAlike.start();
    private final ManyHosts host = new ManyHosts(hub);
    private FaultyDisk disk;
    private Path state;
    private Models models;

    @BeforeEach
    void download() throws IOException {
        hub.model("org/tiny").lfs("model.bin", Content.generated(1, 100_000)).commit();
        hub.model("org/other").lfs("model.bin", Content.generated(2, 1_000_000)).commit();
        disk = FaultyDisk.over(Files.createDirectory(folder.resolve("disk")));
        state = folder.resolve("state");
        models = host.on(disk.root(), state).models(disk.root(), state);
        assertThat(host.ended(ALL).state()).isEqualTo(COMPLETED);
    }

    @AfterEach
    void close() {
        host.close();
        hub.close();
    }

    private ModelStatus statusOf(ModelRef ref) {
        return TestEngine.now(models.library().list()).stream()
                .filter(model -> model.ref().equals(ref))
                .map(KnownModel::status)
                .findFirst()
                .orElse(ModelStatus.ABSENT);
    }

    @Nested
    class When_it_is_not_connected {
        private Path mountPoint;

        @BeforeEach
        void unmount() throws IOException {
            hub.model("org/brought").lfs("model.bin", Content.of("by hand")).commit();
            Path brought = Files.writeString(folder.resolve("model.bin"), "by hand");
            TestEngine.now(models.library().importFrom(BROUGHT, brought, progress -> {}));
            mountPoint = Files.createDirectory(folder.resolve("mount point"));
            disk.mounts(mountPoint);
            disk.says(store -> new NamedStore(store, "/dev/another", "ext4"));
            // As at the next start.
            models = host.on(disk.root(), state).models(disk.root(), state);
        }

        @Test
        void D08_its_models_are_shown_offline_and_are_there_again_when_it_is() {
            assertThat(statusOf(ALL)).isEqualTo(ModelStatus.OFFLINE);

            assertThat(statusOf(BROUGHT)).isEqualTo(ModelStatus.OFFLINE);

            remount();

            assertThat(statusOf(ALL)).isEqualTo(ModelStatus.INSTALLED);
            assertThat(statusOf(BROUGHT)).isEqualTo(ModelStatus.INSTALLED);
            hub.records().forget();
            assertThat(host.ended(ALL).state()).isEqualTo(COMPLETED);
            assertThat(hub.records().all()).noneMatch(Seen::bringsBytes);
        }

        @Test
        void D07_D08_nothing_is_put_where_it_would_be() throws IOException {
            JobView job = host.ended(OTHER);

            JobError error = Objects.requireNonNull(job.error());
            assertThat(job.state()).isEqualTo(FAILED);
            assertThat(error.code().name()).isEqualTo("STORAGE_OFFLINE");
            assertThat(error.message()).contains(disk.real().toString());
            assertThat(mountPoint).isEmptyDirectory();
            remount();
            assertThat(host.ended(OTHER).state()).isEqualTo(COMPLETED);
        }

        private void remount() {
            disk.mounts(disk.real());
            disk.says(store -> store);
        }
    }

    @Test
    void D07_a_folder_that_its_owner_has_removed_is_made_again() throws IOException {
        try (Stream<Path> all = Files.walk(disk.real().resolve("hub"))) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }

        assertThat(statusOf(ALL)).isEqualTo(ModelStatus.ABSENT);
        assertThat(host.ended(ALL).state()).isEqualTo(COMPLETED);
        assertThat(statusOf(ALL)).isEqualTo(ModelStatus.INSTALLED);
    }

    @Test
    void D09_a_model_whose_folder_is_closed_is_nothing_to_the_others() {
        assertThat(host.ended(OTHER).state()).isEqualTo(COMPLETED);
        disk.suffers(call -> {
            if (call.path().toString().contains("models--org--tiny")) {
                throw new AccessDeniedException(call.path().toString());
            }
        });

        assertThat(statusOf(ALL)).isEqualTo(ModelStatus.OFFLINE);
        assertThat(statusOf(OTHER)).isEqualTo(ModelStatus.INSTALLED);
        assertThat(host.ended(OTHER).state()).isEqualTo(COMPLETED);
        JobError error = Objects.requireNonNull(host.ended(ALL).error());
        assertThat(error.code().name()).isEqualTo("READ_ONLY");
        assertThat(error.message()).contains("models--org--tiny");
    }

    /** A disk that has fallen asleep, say. */
    @Test
    void D24_who_does_not_wait_for_the_usage_any_more_stops_the_looking_and_hears_no_more_of_it()
            throws InterruptedException {
        var dropped = new CopyOnWriteArrayList<Throwable>();
        Hooks.onErrorDropped(dropped::add);
        var looking = new CompletableFuture<Thread>();
        var stopped = new CountDownLatch(1);
        disk.suffers(call -> {
            if (call.operation() == Operation.LIST) {
                looking.complete(Thread.currentThread());
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException stop) {
                    stopped.countDown();
                    throw new InterruptedIOException();
                }
            }
        });

        Disposable waiting = models.library().usage().subscribe();
        Thread looker = looking.join();
        waiting.dispose();
        stopped.await();
        TestEngine.waitFor("its thread to rest", () -> looker.getState() != Thread.State.RUNNABLE);
        Hooks.resetOnErrorDropped();

        assertThat(dropped).isEmpty();
        disk.heals();
        assertThat(TestEngine.now(models.library().usage()).asOf()).isEqualTo(host.now());
    }

    @Test
    void D21_a_download_ends_where_it_began_though_the_host_now_keeps_its_models_elsewhere() throws IOException {
        Hold hold = hub.when("org/other:model.bin").at(Origin.CDN).stallsAfter(500_000);
        JobHandle<InstalledModel> running = host.start(OTHER);
        TestEngine.done(hold.reached());
        Path elsewhere = folder.resolve("elsewhere");
        host.on(elsewhere, state);

        hold.release();
        host.until(running, COMPLETED);

        Path old = models.path(OTHER).orElseThrow();
        assertThat(old).startsWith(disk.real());
        assertThat(elsewhere).doesNotExist();
        hub.records().forget();
        Models now = host.models(elsewhere, state);
        TestEngine.now(now.library().importFrom(OTHER, old.toRealPath(), progress -> {}));
        assertThat(now.path(OTHER)).isPresent();
        assertThat(hub.records().all()).noneMatch(Seen::bringsBytes);
    }
}
