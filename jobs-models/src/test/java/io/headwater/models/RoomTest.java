package io.headwater.models;

import static io.headwater.jobs.JobState.COMPLETED;
import static io.headwater.jobs.JobState.FAILED;
import static io.headwater.jobs.JobState.PAUSED;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.JobHandle;
import io.headwater.models.config.ModelSettings;
import io.headwater.models.disk.FaultyDisk;
import io.headwater.models.disk.SmallStore;
import io.headwater.models.ref.ModelRef;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.hub.Content;
import io.headwater.testkit.hub.Hold;
import io.headwater.testkit.hub.HubLookAlike;
import io.headwater.testkit.hub.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The room that a download asks for before its first byte: twice that of what is still missing, and of nothing else. */
class RoomTest {
    private static final Content WEIGHTS = Content.generated(1, 5_000_000);
    private static final long HERE = 4_500_000;
    private static final String ALL = "hf:org/tiny";

    @TempDir
    private Path folder;

    private final HubLookAlike hub = HubLookAlike.start();
    private FaultyDisk disk;

    @BeforeEach
    void commit() {
        hub.model("org/tiny")
                .file("config.json", "{}")
                .lfs("model.bin", WEIGHTS)
                .commit();
        disk = FaultyDisk.over(folder);
    }

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void M6_D01_a_download_that_goes_on_asks_for_none_for_what_has_come() {
        try (var host = new HubHost(disk.root(), hub)) {
            JobHandle<InstalledModel> job = pausedIn(host);
            disk.says(store -> new SmallStore(store, 2 * (WEIGHTS.size() - HERE)));

            TestEngine.done(job.resume());
            host.until(job, COMPLETED);
        }
    }

    @Test
    void M6_D01_what_has_not_come_needs_it_all_the_same() {
        try (var host = new HubHost(disk.root(), hub)) {
            JobHandle<InstalledModel> job = pausedIn(host);
            disk.says(store -> new SmallStore(store, 2 * (WEIGHTS.size() - HERE) - 1));

            TestEngine.done(job.resume());
            host.until(job, FAILED);

            assertThat(host.engine().view(job.id()).error())
                    .satisfies(error -> assertThat(error.code().name()).isEqualTo("NO_SPACE"))
                    .satisfies(error -> assertThat(error.message()).contains("needs 1.0 MB"));
        }
    }

    @Test
    void M6_without_links_none_for_the_files_that_are_in_their_places() throws IOException {
        try (var host = new HubHost(disk.root(), hub, setup -> setup.linksAllowed(false))) {
            Files.delete(host.installed(ALL).path().resolve("config.json"));
            disk.says(store -> new SmallStore(store, 1_000));

            assertThat(host.installed(ALL).path().resolve("config.json")).exists();
        }
    }

    @Test
    void M6_in_a_folder_of_somebodys_own_none_for_the_files_that_are_there() throws IOException {
        Path own = folder.resolve("own");
        fill(own, 2.0);
        Files.delete(own.resolve("config.json"));

        fill(own, hugeFactor());

        assertThat(own.resolve("config.json")).hasContent("{}");
    }

    /** There is room for a few bytes so many times, and for no millions. */
    private double hugeFactor() throws IOException {
        return Files.getFileStore(folder).getUsableSpace() / 1_000_000.0;
    }

    private void fill(Path own, double factor) {
        var settings = new ModelSettings(null, true, factor, List.of());
        try (var host = new HubHost(folder, hub, setup -> setup.settings(settings))) {
            JobHandle<InstalledModel> job = host.engine()
                    .dispatch(new ModelDownloadJob(
                            ModelRef.parse(ALL), null, List.of(), List.of(), own.toString(), null));
            host.until(job, COMPLETED);
        }
    }

    private JobHandle<InstalledModel> pausedIn(HubHost host) {
        Hold hold = hub.when("org/tiny:model.bin").at(Origin.CDN).stallsAfter(HERE);
        JobHandle<InstalledModel> job = host.start(ALL);
        TestEngine.done(hold.reached());
        host.engine().until("what has arrived to be stored", () -> ModelServer.partialIn(folder) == HERE);
        TestEngine.done(job.pause());
        host.until(job, PAUSED);
        hub.forgetFaults();
        return job;
    }
}
