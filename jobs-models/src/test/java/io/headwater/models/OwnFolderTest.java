package io.headwater.models;

import static io.headwater.jobs.JobState.COMPLETED;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.JobHandle;
import io.headwater.jobs.Progress;
import io.headwater.models.ref.ModelRef;
import io.headwater.testkit.hub.Content;
import io.headwater.testkit.hub.HubLookAlike;
import io.headwater.testkit.hub.Seen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that is kept for all already is wanted in a folder of somebody's own. */
class OwnFolderTest {
    private static final ModelRef ALL = ModelRef.parse("hf:org/tiny");
    private static final Content WEIGHTS = Content.generated(1, 1_000_000);

    @TempDir
    private Path folder;

    private final HubLookAlike hub = HubLookAlike.start();
    private final ManyHosts host = new ManyHosts(hub);
    private Path own;

    @BeforeEach
    void download() {
        hub.model("org/tiny")
                .file("config.json", "{}")
                .lfs("model.bin", WEIGHTS)
                .commit();
        assertThat(host.on(folder).ended(ALL).state()).isEqualTo(COMPLETED);
        hub.records().forget();
        own = folder.resolve("own");
    }

    @AfterEach
    void close() {
        host.close();
        hub.close();
    }

    private void fill() {
        JobHandle<InstalledModel> job =
                host.engine().dispatch(new ModelDownloadJob(ALL, null, List.of(), List.of(), own.toString(), null));
        host.until(job, COMPLETED);
        assertThat(own.resolve("model.bin")).hasBinaryContent(WEIGHTS.bytes());
        assertThat(own.resolve("config.json")).hasContent("{}");
    }

    @Test
    void M3_what_is_here_is_copied_and_not_fetched() {
        fill();

        assertThat(hub.records().all()).noneMatch(Seen::bringsBytes);
    }

    @Test
    void M2_what_has_just_been_copied_is_not_read_again() {
        List<Progress> said = new CopyOnWriteArrayList<>();
        host.tells(said::add);

        fill();

        assertThat(said).extracting(Progress::phase).contains("copying").doesNotContain("verifying");
    }

    @Test
    void M2_what_lies_there_already_and_is_right_is_not_fetched() throws IOException {
        Files.createDirectories(own);
        Files.write(own.resolve("model.bin"), WEIGHTS.bytes());
        forgetTheSharedOne();

        fill();

        assertThat(hub.records().all().stream().filter(Seen::bringsBytes).map(Seen::file))
                .containsExactly("org/tiny:config.json");
    }

    @Test
    void M2_what_lies_there_already_and_is_something_else_stays_until_the_right_one_takes_its_place()
            throws IOException {
        Files.createDirectories(own);
        Files.write(
                own.resolve("model.bin"), Content.generated(2, WEIGHTS.size()).bytes());

        fill();
    }

    private void forgetTheSharedOne() {
        host.on(folder.resolve("elsewhere"));
    }

    @Test
    void M2_what_is_damaged_here_is_fetched() throws IOException {
        Path weights =
                host.models(folder).path(ALL).orElseThrow().resolve("model.bin").toRealPath();
        byte[] rotten = WEIGHTS.bytes();
        rotten[777] ^= 1;
        Files.write(weights, rotten);

        fill();

        assertThat(hub.records().all().stream().filter(Seen::bringsBytes).map(Seen::file))
                .containsExactly("org/tiny:model.bin");
    }
}
