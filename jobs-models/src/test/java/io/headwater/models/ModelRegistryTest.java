package io.headwater.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.jobs.JobException;
import io.headwater.models.library.ModelInfo;
import io.headwater.models.library.ModelRegistry;
import io.headwater.models.ref.ModelRef;
import io.headwater.models.registry.ListedFile;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.hub.Content;
import io.headwater.testkit.hub.HubLookAlike;
import io.headwater.testkit.hub.Repository;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

class ModelRegistryTest {
    private static final ModelRef ALL = ModelRef.parse("hf:org/tiny");
    private static final ModelRef ONE = ModelRef.parse("hf:org/tiny:config.json");

    @TempDir
    private Path folder;

    private final StillTime time = new StillTime();
    private final HubLookAlike hub = HubLookAlike.start();
    private final Repository tiny = hub.model("org/tiny")
            .license("mit")
            .file("config.json", "{}")
            .lfs("model.bin", Content.generated(1, 1_000_000));

    @BeforeEach
    void publish() {
        tiny.commit();
    }

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void tells_what_is_published_without_fetching_it() {
        ModelInfo info = query(ALL);

        assertThat(info.commit()).isEqualTo(tiny.head("main"));
        assertThat(info.files()).extracting(ListedFile::path).containsExactlyInAnyOrder("config.json", "model.bin");
        assertThat(info.bytes()).isEqualTo(1_000_002);
        assertThat(info.licences()).containsExactly("mit");
        assertThat(info.asked()).isEqualTo(Instant.EPOCH);
        assertThat(folder.resolve("hub")).doesNotExist();
    }

    @Test
    void an_answer_serves_for_a_day_whatever_files_are_meant_and_after_a_restart() {
        query(ALL);
        hub.records().forget();

        time.advanceBy(Duration.ofHours(23));
        assertThat(query(ONE).bytes()).isEqualTo(2);
        assertThat(registry().cached(ALL)).isPresent();
        assertThat(hub.records().all()).isEmpty();

        time.advanceBy(Duration.ofHours(1));
        query(ALL);
        assertThat(hub.records().all()).isNotEmpty();
    }

    @Test
    void whoever_insists_is_told_the_newest_and_a_commit_is_listed_once() {
        query(ALL);
        hub.records().forget();
        assertThat(now(registry().refresh(ALL)).commit()).isEqualTo(tiny.head("main"));
        assertThat(hub.records().all()).hasSize(1);

        tiny.file("new.txt", "new").commit();
        assertThat(now(registry().refresh(ALL)).files()).hasSize(3);
    }

    @Test
    void a_source_that_is_away_is_known_by_its_last_answer_and_its_age_is_told() {
        Instant then = query(ALL).asked();
        time.advanceBy(Duration.ofDays(9));
        hub.whenAsked().always().answers(400);

        assertThat(query(ALL).asked()).isEqualTo(then);
    }

    @Test
    void offline_the_last_answer_has_to_do_and_where_there_is_none_that_is_said() {
        query(ALL);
        time.advanceBy(Duration.ofDays(9));
        hub.records().forget();
        ModelRegistry offline = models().offline(true).build().registry();

        assertThat(now(offline.query(ALL, true)).files()).hasSize(2);
        assertThatThrownBy(() -> now(offline.query(ModelRef.parse("hf:org/other"), false)))
                .asInstanceOf(InstanceOfAssertFactories.type(JobException.class))
                .extracting(failure -> failure.code().name())
                .isEqualTo("OFFLINE");
        assertThat(hub.records().all()).isEmpty();
    }

    @Test
    void what_is_gone_is_deprecated_and_known_all_the_same() {
        query(ALL);
        tiny.delete();

        ModelInfo info = now(registry().refresh(ALL));
        assertThat(info.deprecated()).isNotNull();
        assertThat(info.files()).hasSize(2);
    }

    @Test
    void what_is_not_there_for_strangers_is_gone_and_what_is_only_not_for_who_asks_is_not() {
        query(ALL);
        assertThat(now(models().token(() -> "hf_wrong").build().registry().refresh(ALL))
                        .deprecated())
                .as("a bad token")
                .isNull();
        tiny.gated(Repository.Gate.AUTO).gatedEverywhere();
        assertThat(now(registry().refresh(ALL)).deprecated()).as("a gate").isNull();
        tiny.delete();
        assertThat(now(models().token(() -> null).build().registry().refresh(ALL))
                        .deprecated())
                .contains("or it is private");
    }

    @Test
    void what_is_renamed_or_disabled_says_so() {
        tiny.rename("org/other");
        assertThat(query(ALL).deprecated()).isEqualTo("it is called org/other now");
    }

    @Test
    void what_is_forgotten_is_asked_for_again() {
        query(ALL);
        registry().clear(ALL);
        assertThat(registry().cached(ALL)).isEmpty();

        query(ALL);
        registry().clear();
        assertThat(registry().cached(ALL)).isEmpty();
        registry().clear();
    }

    @Test
    void what_nobody_knows_is_refused_in_the_words_of_its_source() {
        assertThatThrownBy(() -> query(ModelRef.parse("hf:org/nothing")))
                .isInstanceOf(JobException.class)
                .hasMessageContaining("org/nothing");
    }

    private ModelInfo query(ModelRef ref) {
        return now(registry().query(ref, false));
    }

    /** A new one each time: what it knows, it knows from the disk. */
    private ModelRegistry registry() {
        return models().build().registry();
    }

    private Models.Builder models() {
        return HubHost.models(folder, hub).scheduler(time);
    }

    private static <T> T now(Mono<T> answer) {
        return Objects.requireNonNull(answer.block(TestEngine.PATIENCE));
    }
}
