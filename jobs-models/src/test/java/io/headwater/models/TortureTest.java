package io.headwater.models;

import static io.headwater.jobs.JobState.CANCELLED;
import static io.headwater.jobs.JobState.COMPLETED;
import static io.headwater.jobs.JobState.PAUSED;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.JobHandle;
import io.headwater.models.cache.HubCache;
import io.headwater.models.cache.RepoFolder;
import io.headwater.models.ref.RepoType;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.hub.Content;
import io.headwater.testkit.hub.Cue;
import io.headwater.testkit.hub.Hold;
import io.headwater.testkit.hub.HubLookAlike;
import io.headwater.testkit.hub.Origin;
import io.headwater.testkit.hub.Repository;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A repository is downloaded, and at each place where something can go wrong, it goes wrong once. */
class TortureTest {
    private static final Content WEIGHTS = Content.generated(1, 3_000_000);
    private static final String ALL = "hf:org/tiny";
    /** More than there are in one download: info, listing, and two hops for each of three files. */
    private static final int MOST_REQUESTS = 12;

    @TempDir
    private Path folder;

    private final HubLookAlike hub = HubLookAlike.start();
    private final Repository tiny = hub.model("org/tiny")
            .file("config.json", "{}")
            .file("vocab.txt", "a b c")
            .lfs("model.bin", WEIGHTS);
    private @Nullable HubHost host;

    /** What may befall a request, and pass. */
    enum Mishap {
        RESET {
            @Override
            void befalls(Cue cue) {
                cue.resets();
            }
        },
        CLOSED {
            @Override
            void befalls(Cue cue) {
                cue.closes();
            }
        },
        OUT_OF_ORDER {
            @Override
            void befalls(Cue cue) {
                cue.answers(503);
            }
        },
        ASKED_TOO_OFTEN {
            @Override
            void befalls(Cue cue) {
                cue.askedTooOften("7");
            }
        };

        abstract void befalls(Cue cue);
    }

    @BeforeEach
    void commit() {
        tiny.commit();
    }

    @AfterEach
    void close() {
        if (host != null) {
            host.close();
        }
        hub.close();
    }

    @ParameterizedTest
    @EnumSource
    void M1_M5_whichever_request_fails_the_model_comes_whole(Mishap mishap) throws IOException {
        for (int request = 0; request < MOST_REQUESTS; request++) {
            Path place = folder.resolve(mishap + "-" + request);
            hub.forgetFaults();
            mishap.befalls(hub.whenAsked().after(request).times(1));

            start(place).installed(ALL);
            isWhole(place);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 1_500_000, 2_999_999})
    void M3_M10_cancelled_anywhere_it_leaves_nothing_to_be_seen_and_the_next_goes_on(long bytes) throws IOException {
        Hold hold = hub.when("org/tiny:model.bin").at(Origin.CDN).stallsAfter(bytes);
        HubHost host = start(folder);
        JobHandle<InstalledModel> first = host.start(ALL);
        TestEngine.done(hold.reached());
        host.engine().until("what has arrived to be stored", () -> stored() == bytes);
        TestEngine.done(first.cancel());
        host.engine().until(first.id(), CANCELLED);

        assertThat(repo(folder).path().resolve("refs")).doesNotExist();
        assertThat(repo(folder).blob(WEIGHTS.sha256())).doesNotExist();
        hub.forgetFaults();
        hold.release();
        host.installed(ALL);
        isWhole(folder);
        assertThat(hub.records().sent("org/tiny:model.bin")).isEqualTo(WEIGHTS.size());
        assertThat(repo(folder).blobs()).isDirectoryNotContaining("glob:**incomplete*");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 1_500_000, 2_999_999})
    void M3_paused_anywhere_it_goes_on_from_there(long bytes) throws IOException {
        Hold hold = hub.when("org/tiny:model.bin").at(Origin.CDN).stallsAfter(bytes);
        HubHost host = start(folder);
        JobHandle<InstalledModel> job = host.start(ALL);
        TestEngine.done(hold.reached());
        host.engine().until("what has arrived to be stored", () -> stored() == bytes);
        TestEngine.done(job.pause());
        host.engine().until(job.id(), PAUSED);

        hub.forgetFaults();
        hold.release();
        TestEngine.done(job.resume());
        host.until(job, COMPLETED);
        isWhole(folder);
        assertThat(hub.records().sent("org/tiny:model.bin")).isEqualTo(WEIGHTS.size());
    }

    @Test
    void M8_two_engines_fetch_into_one_cache_and_neither_spoils_the_other() throws IOException {
        HubHost one = start(folder);
        try (var two = new HubHost(folder, hub)) {
            JobHandle<InstalledModel> first = one.start(ALL);
            JobHandle<InstalledModel> second = two.start(ALL);
            one.until(first, COMPLETED);
            two.until(second, COMPLETED);
        }
        isWhole(folder);
    }

    private void isWhole(Path place) throws IOException {
        RepoFolder repo = repo(place);
        String commit = tiny.head("main");
        assertThat(repo.commitOf("main")).contains(commit);
        assertThat(repo.tree(commit).orElseThrow())
                .isNotEmpty()
                .allSatisfy(file -> assertThat(repo.file(commit, file.path())).isPresent());
        assertThat(repo.snapshot(commit).resolve("model.bin")).hasBinaryContent(WEIGHTS.bytes());
        assertThat(repo.snapshot(commit).resolve("config.json")).hasContent("{}");
    }

    private long stored() {
        return ModelServer.partialIn(folder);
    }

    private HubHost start(Path place) {
        if (host != null) {
            host.close();
        }
        host = new HubHost(place, hub);
        return host;
    }

    private static RepoFolder repo(Path place) {
        return new HubCache(place.resolve("hub")).repo(RepoType.MODEL, "org/tiny");
    }
}
