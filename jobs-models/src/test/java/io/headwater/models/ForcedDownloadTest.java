package io.headwater.models;

import static io.headwater.jobs.JobState.COMPLETED;
import static io.headwater.jobs.JobState.PAUSED;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.JobHandle;
import io.headwater.models.ref.ModelRef;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.hub.Content;
import io.headwater.testkit.hub.Hold;
import io.headwater.testkit.hub.HubLookAlike;
import io.headwater.testkit.hub.Origin;
import io.headwater.testkit.hub.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is here is fetched again all the same. */
class ForcedDownloadTest {
    private static final Content WORDS = Content.generated(2, 1_000_000);
    private static final Content WEIGHTS = Content.generated(1, 3_000_000);
    private static final ModelRef ALL = ModelRef.parse("hf:org/tiny");

    @TempDir
    private Path folder;

    private final HubLookAlike hub = HubLookAlike.start();
    private final Repository tiny =
            hub.model("org/tiny").lfs("model.bin", WEIGHTS).lfs("vocab.txt", WORDS);
    private HubHost host;

    @BeforeEach
    void commit() {
        tiny.commit();
    }

    @AfterEach
    void close() {
        host.close();
        hub.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void D14_M1_it_takes_the_place_of_what_is_damaged_and_nothing_lies_there_twice(boolean links) throws IOException {
        start(links);
        Path weights = host.installed(ALL.toString()).path().resolve("model.bin");
        Files.write(weights, rotten());

        host.until(force(), COMPLETED);

        assertThat(weights).hasBinaryContent(WEIGHTS.bytes());
        assertThat(bytesInFiles()).isEqualTo(WEIGHTS.size() + WORDS.size());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void M3_after_a_pause_it_asks_for_nothing_that_it_has_fetched(boolean links) throws IOException {
        start(links);
        host.installed(ALL.toString());
        hub.records().forget();
        Hold hold = hub.when("org/tiny:model.bin").at(Origin.CDN).stallsAfter(2_000_000);
        JobHandle<InstalledModel> job = force();
        TestEngine.done(hold.reached());
        host.untilItSays(job, "vocab.txt is here");
        host.engine().until("what has arrived to be stored", () -> ModelServer.partialIn(folder) == 2_000_000);
        TestEngine.done(job.pause());
        host.until(job, PAUSED);
        hub.forgetFaults();

        TestEngine.done(job.resume());
        host.until(job, COMPLETED);

        assertThat(hub.records().sent("org/tiny:vocab.txt")).isEqualTo(WORDS.size());
        assertThat(hub.records().sent("org/tiny:model.bin")).isEqualTo(WEIGHTS.size());
        assertThat(bytesInFiles()).isEqualTo(WEIGHTS.size() + WORDS.size());
    }

    @Test
    void D14_without_links_content_that_links_of_before_lead_to_stays_where_it_is() throws IOException {
        start(true);
        Path before = host.installed(ALL.toString()).path();
        String next = tiny.file("config.json", "{}").commit();
        host.close();
        start(false);

        Path after = host.installed(ALL + "@" + next).path();

        assertThat(after).isNotEqualTo(before);
        assertThat(before.resolve("model.bin")).hasBinaryContent(WEIGHTS.bytes());
        assertThat(after.resolve("model.bin")).hasBinaryContent(WEIGHTS.bytes());
    }

    @Test
    void D14_an_import_takes_the_place_of_what_is_damaged_too() throws IOException {
        start(false);
        Path weights = host.installed(ALL.toString()).path().resolve("model.bin");
        Files.write(weights, rotten());
        Path brought = Files.write(folder.resolve("brought.bin"), WEIGHTS.bytes());

        TestEngine.now(HubHost.models(folder, hub)
                .linksAllowed(false)
                .build()
                .library()
                .importFrom(ModelRef.parse("hf:org/tiny:model.bin"), brought, progress -> {}));

        assertThat(weights).hasBinaryContent(WEIGHTS.bytes());
        assertThat(bytesInFiles()).isEqualTo(WEIGHTS.size() + WORDS.size());
    }

    private void start(boolean links) {
        host = new HubHost(folder, hub, setup -> setup.linksAllowed(links));
    }

    private JobHandle<InstalledModel> force() {
        return host.engine().dispatch(new ModelDownloadJob(ALL, null, List.of(), List.of(), null, true));
    }

    private static byte[] rotten() {
        byte[] bytes = WEIGHTS.bytes().clone();
        bytes[777] ^= 1;
        return bytes;
    }

    /** Of the models, but for the notes about them; a link takes nothing. */
    private long bytesInFiles() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("hub"))) {
            return files.filter(file -> Files.isRegularFile(file) && !Files.isSymbolicLink(file))
                    .mapToLong(file -> file.toFile().length())
                    .filter(bytes -> bytes >= WORDS.size())
                    .sum();
        }
    }
}
