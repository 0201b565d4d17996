package io.headwater.models;

import static io.headwater.models.Pipeline.Readiness.DOWNLOADING;
import static io.headwater.models.Pipeline.Readiness.FAILED;
import static io.headwater.models.Pipeline.Readiness.MISSING;
import static io.headwater.models.Pipeline.Readiness.READY;
import static io.headwater.models.Pipeline.Readiness.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.models.Pipeline.Readiness;
import io.headwater.models.ref.ModelRef;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.hub.Content;
import io.headwater.testkit.hub.HubLookAlike;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

class PipelineTest {
    private static final ModelRef EARS = ModelRef.parse("hf:org/tiny:ears.bin");
    private static final ModelRef VOICE = ModelRef.parse("hf:org/tiny:voice.bin");

    @TempDir
    private Path folder;

    private final HubLookAlike hub = HubLookAlike.start();
    private Models models;
    private TestEngine engine;

    @BeforeEach
    void start() {
        hub.model("org/tiny")
                .lfs("ears.bin", Content.generated(1, 300_000))
                .lfs("voice.bin", Content.generated(2, 300_000))
                .commit();
        models = HubHost.models(folder, hub).build();
        engine = TestEngine.builder()
                .queue("download", 2)
                .handler(ModelDownloadJob.class, models.downloadHandler())
                .start();
    }

    @AfterEach
    void close() {
        engine.close();
        hub.close();
    }

    @Test
    void says_what_is_missing_and_fetches_nothing_unasked() {
        Pipeline pipeline = pipeline(EARS, VOICE);
        assertThat(newest(pipeline)).isEqualTo(Map.of(EARS, UNKNOWN, VOICE, UNKNOWN));

        assertThat(TestEngine.now(pipeline.verifyModels(false))).isFalse();
        assertThat(newest(pipeline)).isEqualTo(Map.of(EARS, MISSING, VOICE, MISSING));
        assertThat(hub.records().all()).isEmpty();
    }

    @Test
    void fetches_what_is_missing_and_tells_how_far_each_is() {
        Pipeline pipeline = pipeline(EARS, VOICE, EARS);
        List<Map<ModelRef, Readiness>> seen = new ArrayList<>();
        pipeline.readiness().subscribe(seen::add);

        assertThat(TestEngine.now(pipeline.verifyModels(true))).isTrue();
        assertThat(pipeline.requirements()).containsExactly(EARS, VOICE);
        assertThat(seen).extracting(states -> states.get(VOICE)).contains(UNKNOWN, DOWNLOADING, READY);
        assertThat(seen).last().isEqualTo(Map.of(EARS, READY, VOICE, READY));
    }

    @Test
    void builds_its_stages_when_all_is_there_and_not_before() {
        Pipeline pipeline = pipeline(EARS, VOICE);

        assertThat(pipeline.run(false, ready -> Mono.just("built")).blockOptional())
                .isEmpty();
        String built = TestEngine.now(pipeline.run(true, ready -> Mono.just("built of " + ready.keySet())));
        assertThat(built).isEqualTo("built of [%s, %s]".formatted(EARS, VOICE));
    }

    @Test
    void one_that_cannot_be_had_keeps_it_from_being_built_and_the_others_come_all_the_same() {
        ModelRef nothing = ModelRef.parse("hf:org/tiny:nothing.bin");
        Pipeline pipeline = pipeline(EARS, nothing);

        assertThat(TestEngine.now(pipeline.verifyModels(true))).isFalse();
        assertThat(newest(pipeline)).isEqualTo(Map.of(EARS, READY, nothing, FAILED));
    }

    @Test
    void M1_D12_what_was_found_damaged_is_missing_until_it_has_come_again() throws IOException {
        Pipeline pipeline = pipeline(EARS, VOICE);
        TestEngine.now(pipeline.verifyModels(true));
        Path ears = models.path(EARS).orElseThrow();
        garble(ears);
        TestEngine.now(models.verifyAll(List.of(EARS), (name, done, total) -> {}));

        assertThat(TestEngine.now(pipeline.verifyModels(false))).isFalse();
        assertThat(newest(pipeline)).isEqualTo(Map.of(EARS, MISSING, VOICE, READY));
        assertThat(models.path(EARS)).isEmpty();
        assertThat(models.installed(EARS)).isEmpty();

        assertThat(TestEngine.now(pipeline.verifyModels(true))).isTrue();
        assertThat(ears).hasBinaryContent(Content.generated(1, 300_000).bytes());
    }

    /** Other bytes under the same length and time: nothing but reading tells. */
    private static void garble(Path file) throws IOException {
        FileTime before = Files.getLastModifiedTime(file);
        Files.write(file.toRealPath(), Content.generated(3, 300_000).bytes());
        Files.setLastModifiedTime(file, before);
    }

    private Pipeline pipeline(ModelRef... requirements) {
        return new Pipeline(models, engine.jobs(), List.of(requirements));
    }

    private static Map<ModelRef, Readiness> newest(Pipeline pipeline) {
        return TestEngine.now(pipeline.readiness().next());
    }
}
