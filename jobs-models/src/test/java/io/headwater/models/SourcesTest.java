package io.headwater.models;

import static io.headwater.jobs.JobState.COMPLETED;
import static io.headwater.jobs.JobState.FAILED;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.JobError;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobQuery;
import io.headwater.jobs.JobView;
import io.headwater.models.config.Configuration;
import io.headwater.models.ref.ModelRef;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.hub.Content;
import io.headwater.testkit.hub.HubLookAlike;
import io.headwater.testkit.hub.PlainFile;
import io.headwater.testkit.hub.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models from other places than the hub, from several, and from wherever something is left of them. */
class SourcesTest {
    private static final Content WEIGHTS = Content.generated(1, 2_000_000);
    private static final ModelRef NAMED = ModelRef.parse("weights");

    @TempDir
    private Path folder;

    private final StillTime time = new StillTime();
    private final HubLookAlike web = HubLookAlike.start();
    private TestEngine engine;

    @AfterEach
    void close() {
        engine.close();
        web.close();
    }

    @Nested
    class A_local_path {
        @Test
        void is_copied_and_no_longer_needed() throws IOException {
            Path source = Files.write(folder.resolve("base.bin"), WEIGHTS.bytes());
            ModelRef ref = ModelRef.parse("file:" + source);
            start("");

            Path copy = installed(ref).path();
            assertThat(copy).startsWithRaw(folder.resolve("others")).hasBinaryContent(WEIGHTS.bytes());
            Files.delete(source);
            assertThat(installed(ref).path()).isEqualTo(copy);
        }

        @Test
        void M1_of_a_folder_is_there_when_all_of_its_files_are() throws IOException {
            Path source = Files.createDirectories(folder.resolve("voice/deep"));
            Files.writeString(source.resolve("model.onnx"), "onnx");
            Files.writeString(source.getParent().resolve("config.json"), "{}");
            start("");

            InstalledModel voice = installed(ModelRef.parse("file:" + source.getParent()));
            assertThat(voice.files()).extracting(InstalledFile::name).containsExactly("config.json", "deep/model.onnx");
            assertThat(voice.path().resolve("deep/model.onnx")).hasContent("onnx");
        }

        @Test
        void that_is_not_there_is_said_so() {
            start("");

            assertThat(failure(ModelRef.parse("file:" + folder.resolve("nothing")))
                            .code()
                            .name())
                    .isEqualTo("NOT_FOUND");
        }
    }

    @Nested
    class A_source_of_the_configuration {
        @Test
        void M2_is_checked_against_its_checksum_of_whatever_algorithm() throws IOException {
            PlainFile file = web.file("/weights.bin", Content.of("short"));
            String entry = "url: %s\n      algorithm: md5\n      checksum: ".formatted(file.url());
            start(entry + "4f09daa9d95bcb166a302407a0e0babe");
            assertThat(installed(NAMED).verified()).isTrue();
            engine.close();

            Files.delete(installedFile());
            start(entry + "00000000000000000000000000000000");
            assertThat(failure(NAMED).code().name()).isEqualTo("CHECKSUM_MISMATCH");
            assertThat(filesBelow(folder.resolve("others"))).noneMatch(name -> name.endsWith("weights.bin"));
        }

        @Test
        void M2_is_checked_against_its_checksum_at_the_hub_too() {
            web.model("org/tiny").lfs("model.bin", WEIGHTS).commit();
            String entry = "url: hf:org/tiny:model.bin\n      ";
            for (String wrong : List.of("checksum: " + "0".repeat(64), "size_bytes: 7")) {
                start(entry + wrong);
                assertThat(failure(NAMED).code().name()).as(wrong).isEqualTo("CHECKSUM_MISMATCH");
                engine.close();
            }
            start(entry + "size_bytes: %d\n      checksum: %s".formatted(WEIGHTS.size(), WEIGHTS.sha256()));
            assertThat(installed(NAMED).path()).hasBinaryContent(WEIGHTS.bytes());
            engine.close();

            start(entry + "checksum: " + "0".repeat(64));
            assertThat(failure(NAMED).code().name())
                    .as("though the file is here already")
                    .isEqualTo("CHECKSUM_MISMATCH");
        }

        @Test
        void M2_is_checked_by_its_bytes_where_the_hub_knows_it_by_another_kind_of_digest() throws IOException {
            web.model("org/tiny").file("config.json", "short").commit();
            String entry = "url: hf:org/tiny:config.json\n      algorithm: md5\n      checksum: ";
            start(entry + "00000000000000000000000000000000");
            assertThat(failure(NAMED).code().name()).isEqualTo("CHECKSUM_MISMATCH");
            engine.close();

            start(entry + "4f09daa9d95bcb166a302407a0e0babe");
            InstalledModel model = installed(NAMED);
            assertThat(model.verified()).isTrue();
            assertThat(model.path().toRealPath())
                    .as("under the name that everybody expects")
                    .hasFileName(Content.of("short").gitSha1());
        }

        @Test
        void M2_has_no_checksum_where_it_is_a_folder() throws IOException {
            Path source = Files.createDirectories(folder.resolve("voice"));
            Files.writeString(source.resolve("model.onnx"), "onnx");
            start("url: file:%s\n      checksum: %s".formatted(source, "0".repeat(64)));

            assertThat(failure(NAMED).message()).startsWith("A checksum belongs to one file");
        }

        private Path installedFile() throws IOException {
            return Path.of(filesBelow(folder.resolve("others")).stream()
                    .filter(name -> name.endsWith("weights.bin"))
                    .findFirst()
                    .orElseThrow());
        }

        @Test
        void goes_on_at_the_next_mirror() {
            PlainFile second = web.file("/mirror/weights.bin", WEIGHTS);
            start("url:\n        - %s/weights.bin\n        - %s\n      checksum: %s"
                    .formatted(web.files(), second.url(), WEIGHTS.sha256()));

            assertThat(installed(NAMED).path()).hasBinaryContent(WEIGHTS.bytes());
            assertThat(log()).anyMatch(line -> line.endsWith("; taking the next source"));
        }

        @Test
        void that_has_nothing_any_more_is_replaced_by_its_fallback_for_its_waiters_too() {
            Repository tiny = web.model("org/tiny").file("config.json", "{}");
            tiny.commit();
            start("url: %s/weights.bin\n      fallback: hf:org/tiny:config.json".formatted(web.files()));

            JobHandle<String> waiter = engine.dispatch(new Transcribe("film", NAMED));
            engine.until(waiter.id(), COMPLETED);
            assertThat(engine.log(waiter.id())).last().asString().endsWith("/config.json");
            assertThat(log()).anyMatch(line -> line.endsWith("; taking hf:org/tiny:config.json instead"));
        }
    }

    @Nested
    class A_source_with_a_fallback {
        private final Repository tiny = web.model("org/tiny").file("config.json", "{}");

        @Test
        void that_nobody_has_either_leaves_the_newest_revision_that_is_here() {
            String commit = installedAndGone();

            JobHandle<InstalledModel> job = download("v2");

            assertThat(TestEngine.now(job.result()).path()).endsWithRaw(Path.of("snapshots", commit));
            assertThat(log())
                    .anyMatch(line -> line.endsWith("; taking hf:org/gone instead"))
                    .anyMatch(line -> line.contains("org/gone") && line.contains("; using hf:org/tiny@" + commit));
        }

        @Test
        void that_nobody_has_either_fails_for_the_reason_of_the_source() {
            start("url: hf:org/nothing\n      fallback: hf:org/gone");

            assertThat(failure(NAMED).message()).contains("org/nothing");
            assertThat(log()).anyMatch(line -> line.contains("org/gone") && line.contains("cannot be had either"));
        }

        @Test
        void takes_of_the_fallback_what_the_fallback_says() {
            tiny.commit();
            start("url: hf:org/nothing\n      fallback: hf:org/tiny");
            var job = new ModelDownloadJob(NAMED, "v9", List.of("*.bin"), List.of(), null, null);

            assertThat(TestEngine.now(engine.dispatch(job).result()).files())
                    .extracting(InstalledFile::name)
                    .containsExactly("config.json");
        }

        private String installedAndGone() {
            String commit = tiny.commit();
            tiny.tag("v2", commit);
            start("url: hf:org/tiny\n      fallback: hf:org/gone");
            installed(ModelRef.parse("hf:org/tiny"));
            tiny.delete();
            return commit;
        }

        private JobHandle<InstalledModel> download(String revision) {
            return engine.dispatch(new ModelDownloadJob(NAMED, revision, List.of(), List.of(), null, null));
        }
    }

    @Test
    void when_nobody_has_it_any_more_the_newest_revision_that_is_here_has_to_do() {
        Repository tiny = web.model("org/tiny").file("config.json", "{}");
        String commit = tiny.commit();
        tiny.tag("v2", commit);
        start("");
        installed(ModelRef.parse("hf:org/tiny"));
        tiny.delete();

        JobHandle<String> waiter = engine.dispatch(new Transcribe("film", ModelRef.parse("hf:org/tiny@v2")));
        engine.until(waiter.id(), COMPLETED);
        assertThat(engine.log(waiter.id())).last().asString().endsWith("/snapshots/" + commit);
        assertThat(failure(ModelRef.parse("hf:org/tiny@" + "0".repeat(40)))).isNotNull();
    }

    @Test
    void the_catalog_knows_where_its_models_are() {
        Content ggml = Content.generated(3, 1_000_000);
        web.model("ggerganov/whisper.cpp")
                .lfs("ggml-base.bin", ggml)
                .lfs("ggml-tiny.bin", WEIGHTS)
                .commit();
        start("");

        assertThat(installed(ModelRef.parse("whisper:base")).path())
                .hasFileName("ggml-base.bin")
                .hasBinaryContent(ggml.bytes());
        assertThat(web.records().of("ggerganov/whisper.cpp:ggml-tiny.bin")).isEmpty();
    }

    @Test
    void a_name_that_nobody_knows_is_answered_with_the_nearest() {
        start("");

        JobError error = failure(ModelRef.parse("whisper:bas"));
        assertThat(error.code().name()).isEqualTo("MODEL_UNKNOWN");
        assertThat(error.hint()).contains("whisper:base");
    }

    /** @param source what stands in the configuration about the model named weights; nothing where there is none */
    private void start(String source) {
        String yaml =
                source.isEmpty() ? "models: {}" : "models:\n  sources:\n    - name: weights\n      " + source + "\n";
        Models models = HubHost.models(folder, web)
                .settings(configuration(yaml).models())
                .allowPrivate(true)
                .scheduler(time)
                .build();
        engine = TestEngine.builder()
                .queue("download", 2)
                .handler(ModelDownloadJob.class, models.downloadHandler())
                .handler(Transcribe.class, Transcribe.handler(models))
                .start();
    }

    private Configuration configuration(String yaml) {
        try {
            return Configuration.load(Files.writeString(folder.resolve("headwater.yaml"), yaml));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private InstalledModel installed(ModelRef ref) {
        return TestEngine.now(engine.dispatch(new ModelDownloadJob(ref)).result());
    }

    private JobError failure(ModelRef ref) {
        JobHandle<InstalledModel> job = engine.dispatch(new ModelDownloadJob(ref));
        return Objects.requireNonNull(engine.until(job.id(), FAILED).error());
    }

    /** Of the newest download. */
    private List<String> log() {
        JobView newest = TestEngine.now(engine.jobs().list(JobQuery.all().ofType("models.download")))
                .items()
                .get(0);
        return engine.log(newest.id());
    }

    private static List<String> filesBelow(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).map(Path::toString).toList();
        }
    }
}
