package io.headwater.models;

import static io.headwater.jobs.JobState.COMPLETED;
import static io.headwater.jobs.JobState.FAILED;
import static io.headwater.jobs.JobState.WAITING;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.JobError;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobQuery;
import io.headwater.jobs.JobView;
import io.headwater.jobs.Progress;
import io.headwater.models.cache.HubCache;
import io.headwater.models.cache.RepoFolder;
import io.headwater.models.cache.Shelf.Coming;
import io.headwater.models.ref.ModelRef;
import io.headwater.models.ref.RepoType;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.hub.Content;
import io.headwater.testkit.hub.Hold;
import io.headwater.testkit.hub.HubLookAlike;
import io.headwater.testkit.hub.Origin;
import io.headwater.testkit.hub.Repository;
import io.headwater.testkit.hub.Seen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubModelsTest {
    private static final Content WEIGHTS = Content.generated(1, 3_000_000);
    private static final ModelRef ALL = ModelRef.parse("hf:org/tiny");

    @TempDir
    private Path folder;

    private final StillTime time = new StillTime();
    private final HubLookAlike hub = HubLookAlike.start();
    private final Repository tiny = hub.model("org/tiny")
            .file("config.json", "{}")
            .file("sub dir/vocab.txt", "a b c")
            .lfs("model.bin", WEIGHTS);
    private @Nullable TestEngine engine;

    @BeforeEach
    void commit() {
        tiny.commit();
    }

    @AfterEach
    void close() {
        if (engine != null) {
            engine.close();
        }
        hub.close();
    }

    @Nested
    class A_repository_that_is_missing {
        @Test
        void is_downloaded_and_the_log_tells_the_story() {
            JobHandle<String> job = transcribe(ALL);

            assertThat(TestEngine.now(job.result())).isEqualTo("film with 3000007 bytes");
            assertThat(engine().log(job.id()))
                    .containsExactly(
                            "Model org/tiny not found. Starting download (3.0 MB)...",
                            "Download job dispatched: " + download().id(),
                            "Model download complete",
                            "Model ready at: " + snapshot());
            assertThat(snapshot().resolve("model.bin")).hasBinaryContent(WEIGHTS.bytes());
            assertThat(snapshot().resolve("sub dir/vocab.txt")).hasContent("a b c");
        }

        @Test
        void M1_lies_as_python_would_have_put_it() throws IOException {
            String commit = tiny.head("main");
            installed(ALL);

            assertThat(repo().path().resolve("refs/main")).hasContent(commit);
            assertThat(Files.readSymbolicLink(snapshot().resolve("model.bin")))
                    .hasToString("../../blobs/" + WEIGHTS.sha256());
            assertThat(Files.readSymbolicLink(snapshot().resolve("sub dir/vocab.txt")))
                    .hasToString("../../../blobs/" + Content.of("a b c").gitSha1());
            assertThat(below(repo().path().resolve("blobs"))).hasSize(3);
            assertThat(repo().tree(commit).orElseThrow())
                    .isNotEmpty()
                    .allSatisfy(
                            file -> assertThat(repo().file(commit, file.path())).isPresent());
            Path ordinary = Files.createFile(folder.resolve("ordinary"));
            assertThat(Files.getPosixFilePermissions(repo().blob(WEIGHTS.sha256())))
                    .as("in a shared cache, others read it too")
                    .isEqualTo(Files.getPosixFilePermissions(ordinary));
        }

        @Test
        void comes_once_however_many_jobs_ask() {
            Hold hold = hub.when("org/tiny:model.bin").at(Origin.CDN).stallsAfter(1_000_000);
            List<JobHandle<String>> jobs =
                    IntStream.range(0, 50).mapToObj(number -> transcribe(ALL)).toList();
            jobs.forEach(job -> engine().until(job.id(), WAITING));

            hold.release();
            jobs.forEach(job -> engine().until(job.id(), COMPLETED));
            assertThat(hub.records().sent("org/tiny:model.bin")).isEqualTo(WEIGHTS.size());
            assertThat(TestEngine.now(engine().jobs().list(JobQuery.all().ofType("models.download")))
                            .items())
                    .hasSize(1);
        }

        @Test
        void M8_two_names_for_one_blob_bring_it_once_and_both_hear_how_far_it_is() {
            Content ggml = Content.generated(3, 2_000_000);
            hub.model("ggerganov/whisper.cpp").lfs("ggml-base.bin", ggml).commit();
            Hold hold = hub.when("ggerganov/whisper.cpp:ggml-base.bin")
                    .at(Origin.CDN)
                    .stallsAfter(1_000_000);
            List<JobHandle<InstalledModel>> jobs = Stream.of("whisper:base", "hf:ggerganov/whisper.cpp:ggml-base.bin")
                    .map(name -> engine().dispatch(new ModelDownloadJob(ModelRef.parse(name))))
                    .toList();
            jobs.forEach(job -> engine().until("half of it to be here", () -> bytesDone(job) == 1_000_000));

            hold.release();
            jobs.forEach(job -> assertThat(TestEngine.now(job.result()).path()).hasBinaryContent(ggml.bytes()));
            assertThat(hub.records().sent("ggerganov/whisper.cpp:ggml-base.bin"))
                    .isEqualTo(ggml.size());
        }

        private long bytesDone(JobHandle<InstalledModel> job) {
            // How far a job is, is told in turns that take time.
            engine().advance(Duration.ofMillis(250));
            Progress progress = engine().view(job.id()).progress();
            return progress == null ? 0 : progress.done();
        }

        @Test
        void M4_of_its_files_only_those_come_that_are_wanted() throws IOException {
            installed(ModelRef.parse("hf:org/tiny:*.json"));

            assertThat(below(snapshot())).containsExactly("config.json");
            assertThat(hub.records().of("org/tiny:model.bin")).isEmpty();
        }

        @Test
        void M1_of_one_file_the_path_is_the_file() {
            assertThat(installed(ModelRef.parse("hf:org/tiny:model.bin")).path())
                    .isEqualTo(snapshot().resolve("model.bin"))
                    .hasBinaryContent(WEIGHTS.bytes());
        }

        @Test
        void a_file_that_it_does_not_have_is_named_with_those_that_are_meant() {
            JobError error = failure(ModelRef.parse("hf:org/tiny:models.bin"));

            assertThat(error.code().name()).isEqualTo("NOT_FOUND");
            assertThat(error.hint()).isEqualTo("Did you mean model.bin?");
            assertThat(folder.resolve("hub")).as("a note alone is damage").doesNotExist();
        }
    }

    @Nested
    class A_repository_that_is_here {
        @Test
        void is_used_and_nobody_is_asked() {
            InstalledModel before = installed(ALL);
            hub.records().forget();

            JobHandle<String> job = transcribe(ALL);
            engine().until(job.id(), COMPLETED);

            assertThat(engine().log(job.id()))
                    .containsExactly("Using existing model: org/tiny", "Model ready at: " + before.path());
            assertThat(hub.records().all()).isEmpty();
        }

        @Test
        void gets_a_note_for_python_of_a_file_that_it_does_not_have() {
            installed(ALL);

            failure(ModelRef.parse("hf:org/tiny:sub dir/optional.json"));
            failure(ModelRef.parse("hf:org/tiny:*.onnx"));

            assertThat(repo().path()
                            .resolve(".no_exist")
                            .resolve(tiny.head("main"))
                            .resolve("sub dir/optional.json"))
                    .isEmptyFile();
        }

        @Test
        void is_used_offline_too() {
            installed(ALL);
            hub.records().forget();
            start(models().offline(true));

            assertThat(installed(ALL).verified()).isTrue();
            assertThat(hub.records().all()).isEmpty();
        }

        @Test
        void S_M1_of_damaged_files_only_these_are_fetched_again() throws IOException {
            installed(ALL);
            Files.writeString(repo().blob(WEIGHTS.sha256()), "nonsense");
            Files.writeString(repo().blob(Content.of("{}").gitSha1()), "[]");
            hub.records().forget();

            JobHandle<String> job = transcribe(ALL);
            engine().until(job.id(), COMPLETED);

            assertThat(snapshot().resolve("model.bin")).hasBinaryContent(WEIGHTS.bytes());
            assertThat(snapshot().resolve("config.json")).hasContent("{}");
            assertThat(hub.records().of("org/tiny:sub dir/vocab.txt")).isEmpty();
        }

        @Test
        void M3_a_new_commit_takes_over_what_has_not_changed() {
            String first = tiny.head("main");
            installed(ALL);
            tiny.file("config.json", "{\"new\":true}").commit();
            hub.records().forget();

            assertThat(installed(ModelRef.parse("hf:org/tiny@" + tiny.head("main")))
                            .commit())
                    .isNotEqualTo(first);
            assertThat(hub.records().sent("org/tiny:model.bin")).isZero();
        }
    }

    @Nested
    class What_python_has_fetched {
        private String commit = "";

        /** As older clients leave it: without a listing. */
        @BeforeEach
        void fetch() throws IOException {
            commit = tiny.head("main");
            put("config.json", Content.of("{}").gitSha1(), Content.of("{}").bytes());
            put("model.bin", WEIGHTS.sha256(), WEIGHTS.bytes());
            repo().writeRef("main", commit);
        }

        @Test
        void is_all_there_is_offline() {
            start(models().offline(true));

            assertThat(installed(ALL).files())
                    .extracting(InstalledFile::name)
                    .containsExactly("config.json", "model.bin");
        }

        @Test
        void is_not_fetched_again_and_the_rest_of_it_comes() {
            assertThat(installed(ALL).files()).hasSize(3);
            assertThat(hub.records().all().stream().filter(Seen::bringsBytes).map(Seen::file))
                    .containsExactly("org/tiny:sub dir/vocab.txt");
        }

        @Test
        void is_found_file_by_file_without_a_question() {
            assertThat(installed(ModelRef.parse("hf:org/tiny:model.bin")).verified())
                    .isTrue();
            assertThat(hub.records().all()).isEmpty();
        }

        @Test
        void M1_is_not_believed() throws IOException {
            Files.writeString(repo().blob(WEIGHTS.sha256()), "nonsense");

            installed(ModelRef.parse("hf:org/tiny:model.bin"));
            assertThat(snapshot().resolve("model.bin")).hasBinaryContent(WEIGHTS.bytes());
        }

        private void put(String path, String etag, byte[] bytes) throws IOException {
            Files.write(repo().blobs().resolve(etag), bytes);
            repo().place(commit, path, etag, Coming.FOUND);
        }
    }

    @Nested
    class What_is_refused {
        @Test
        void offline_and_not_here() {
            start(models().offline(true));

            JobError error = failure(ALL);
            assertThat(error.code().name()).isEqualTo("OFFLINE");
            assertThat(hub.records().all()).isEmpty();
        }

        @Test
        void X14_M9_a_name_that_leads_out_of_the_folder_before_anything_is_written() {
            hub.model("org/evil")
                    .file("fine.txt", "fine")
                    .file("../../../evil.txt", "evil")
                    .commit();

            assertThat(failure(ModelRef.parse("hf:org/evil")).code().name()).isEqualTo("UNSAFE_NAME");
            assertThat(folder.resolve("hub")).doesNotExist();
        }

        @Test
        void S15_a_gated_repository_with_what_to_do() {
            tiny.gated(Repository.Gate.AUTO);
            start(models().token(() -> null));

            JobError error = failure(ALL);
            assertThat(error.code().name()).isEqualTo("GATED");
            assertThat(error.hint()).contains(hub.endpoint() + "/org/tiny,").contains("headwater token set");
        }
    }

    @Test
    void X09_X11_M9_the_token_goes_to_the_hub_and_to_nobody_else() {
        tiny.gated(Repository.Gate.AUTO).letIn(Canary.TOKEN);

        assertThat(installed(ALL).files()).hasSize(3);
        assertThat(hub.records().whoSaw(Canary.TOKEN)).containsExactly(Origin.HUB);
        assertThat(hub.records().at(Origin.CDN)).isNotEmpty();
    }

    @Test
    void M2_what_never_has_the_digest_of_the_hub_is_no_model() throws IOException {
        hub.when("org/tiny:model.bin").at(Origin.CDN).always().sendsInstead(Content.generated(2, WEIGHTS.size()));

        JobError error = failure(ALL);
        assertThat(error.code().name()).isEqualTo("CHECKSUM_MISMATCH");
        assertThat(error.message()).contains("model.bin").contains(WEIGHTS.sha256());
        assertThat(repo().blob(WEIGHTS.sha256())).doesNotExist();
    }

    @Test
    void M12_who_comes_without_a_token_hears_once_what_a_token_is_good_for() {
        String advice = "Downloading without a token: lower rate limits; a free token is optional";
        start(models().token(() -> null));

        assertThat(logOf(ModelRef.parse("hf:org/tiny:config.json"))).contains(advice);
        assertThat(logOf(ModelRef.parse("hf:org/tiny:model.bin"))).doesNotContain(advice);
        start(models());
        assertThat(logOf(ALL)).doesNotContain(advice);
    }

    @Test
    void M2_a_url_of_the_hub_takes_the_digest_of_the_hub() {
        ModelRef url = ModelRef.parse(hub.endpoint() + "/org/tiny/resolve/main/model.bin");

        assertThat(installed(url).verified()).isTrue();
        assertThat(installed(url).files())
                .singleElement()
                .returns(WEIGHTS.sha256(), file -> file.digest().hex());
        assertThat(folder.resolve("hub")).doesNotExist();
    }

    @Test
    void M2_a_url_of_the_hub_takes_its_digest_though_the_hub_wants_to_be_left_alone_first() {
        hub.when("org/tiny:model.bin").askedTooOften("3");
        try (var host = new HubHost(folder, hub)) {
            assertThat(host.installed(hub.endpoint() + "/org/tiny/resolve/main/model.bin")
                            .verified())
                    .isTrue();
        }
    }

    @Test
    void M2_a_url_of_the_hub_is_not_installed_where_the_hub_cannot_be_asked_for_its_digest() {
        hub.whenAsked(seen -> seen.method().equals("HEAD")).always().answers(503);
        try (var host = new HubHost(folder, hub)) {
            assertThat(host.failure(hub.endpoint() + "/org/tiny/resolve/main/model.bin")
                            .code()
                            .name())
                    .isEqualTo("UNAVAILABLE");
        }
    }

    @Test
    void S22_a_url_of_a_hub_that_knows_no_head_takes_its_digest_too() {
        hub.whenAsked(seen -> seen.method().equals("HEAD")).always().answers(405);

        assertThat(installed(ModelRef.parse(hub.endpoint() + "/org/tiny/resolve/main/config.json"))
                        .files())
                .singleElement()
                .returns(Content.of("{}").gitSha1(), file -> file.digest().hex());
    }

    private List<String> logOf(ModelRef ref) {
        JobHandle<InstalledModel> job = engine().dispatch(new ModelDownloadJob(ref));
        engine().until(job.id(), COMPLETED);
        return engine().log(job.id());
    }

    private Models.Builder models() {
        return HubHost.models(folder, hub).scheduler(time);
    }

    private TestEngine engine() {
        return engine == null ? start(models()) : engine;
    }

    private TestEngine start(Models.Builder setup) {
        if (engine != null) {
            engine.close();
        }
        Models models = setup.build();
        engine = TestEngine.builder()
                .queue("default", 8)
                .queue("download", 2)
                .handler(ModelDownloadJob.class, models.downloadHandler())
                .handler(Transcribe.class, Transcribe.handler(models))
                .start();
        return engine;
    }

    private JobHandle<String> transcribe(ModelRef ref) {
        return engine().dispatch(new Transcribe("film", ref));
    }

    private InstalledModel installed(ModelRef ref) {
        return TestEngine.now(engine().dispatch(new ModelDownloadJob(ref)).result());
    }

    private JobError failure(ModelRef ref) {
        JobHandle<InstalledModel> job = engine().dispatch(new ModelDownloadJob(ref));
        return Objects.requireNonNull(engine().until(job.id(), FAILED).error());
    }

    private RepoFolder repo() {
        return new HubCache(folder.resolve("hub")).repo(RepoType.MODEL, "org/tiny");
    }

    private Path snapshot() {
        return repo().snapshot(tiny.head("main"));
    }

    private JobView download() {
        return TestEngine.now(engine().jobs().list(JobQuery.all().ofType("models.download")))
                .items()
                .get(0);
    }

    private static List<String> below(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> directory.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }
}
