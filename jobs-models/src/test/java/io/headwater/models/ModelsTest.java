package io.headwater.models;

import static io.headwater.jobs.JobState.CANCELLED;
import static io.headwater.jobs.JobState.COMPLETED;
import static io.headwater.jobs.JobState.FAILED;
import static io.headwater.jobs.JobState.PAUSED;
import static io.headwater.jobs.JobState.RUNNING;
import static io.headwater.jobs.JobState.WAITING;
import static io.headwater.models.ModelServer.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.JobError;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobHandler;
import io.headwater.jobs.JobQuery;
import io.headwater.jobs.JobTree;
import io.headwater.jobs.JobView;
import io.headwater.models.ref.ModelRef;
import io.headwater.testkit.TestEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Sinks;

@ParameterizedClass
@EnumSource
class ModelsTest {
    private static final byte[] CONTENT = bytes(1_420_000);
    private static final int HALF = 700_000;

    /** A promise that holds only where handlers run undisturbed, or only where events arrive, is none. */
    enum Engine {
        PLAIN,
        RUNS_HANDLERS_AGAIN_AND_AGAIN,
        TELLS_NOTHING_LIVE
    }

    @TempDir
    private Path folder;

    private final Engine kind;
    private final StillTime time = new StillTime();
    private final ModelServer server = ModelServer.with(CONTENT);
    private TestEngine engine;

    ModelsTest(Engine kind) {
        this.kind = kind;
    }

    @BeforeEach
    void start() {
        engine = engineWith(models().build());
    }

    @AfterEach
    void close() {
        engine.close();
        server.close();
    }

    @Nested
    class When_the_model_is_there {
        @Test
        void the_job_uses_it_and_asks_nobody() {
            engine.until(dispatch("first").id(), COMPLETED);
            List<String> before = server.requests();

            JobHandle<String> second = dispatch("second");
            engine.until(second.id(), COMPLETED);

            assertThat(engine.log(second.id())).containsExactly("Using existing model: tiny.bin", modelReady());
            assertThat(server.requests()).isEqualTo(before);
        }
    }

    @Nested
    class When_the_model_is_missing {
        @Test
        void it_is_downloaded_and_the_log_tells_the_story() {
            JobHandle<String> job = dispatch("film");

            assertThat(TestEngine.now(job.result())).isEqualTo("film with 1420000 bytes");
            assertThat(engine.log(job.id()))
                    .containsExactly(
                            "Model tiny.bin not found. Starting download (1.4 MB)...",
                            "Download job dispatched: " + download().id(),
                            "Model download complete",
                            modelReady());
            assertThat(place()).hasBinaryContent(CONTENT);
        }

        @Test
        void a_size_that_nobody_knows_is_not_told() {
            server.hidesTheLength();

            JobHandle<String> job = dispatch("film");
            engine.until(job.id(), COMPLETED);

            assertThat(engine.log(job.id())).first().isEqualTo("Model tiny.bin not found. Starting download...");
        }

        @Test
        void with_downloads_switched_off_the_job_fails_and_says_how_to_get_it() {
            engine.close();
            engine = engineWith(models().autoDownload(false).build());

            JobError error = failureOf(dispatch("film"));

            assertThat(error.code().name()).isEqualTo("MODEL_MISSING");
            assertThat(error.hint()).isEqualTo("headwater models download " + ref());
            assertThat(server.requests()).isEmpty();
            assertThat(server.questionsOfSize()).isZero();
        }
    }

    @Nested
    class When_two_jobs_need_the_same_model {
        private final ModelServer.Hold hold = server.holdsAt(HALF);
        private JobHandle<String> first;
        private JobHandle<String> second;

        @BeforeEach
        void bothWait() {
            first = dispatch("first");
            engine.until(first.id(), WAITING);
            second = dispatch("second");
            engine.until(second.id(), WAITING);
            untilHalfIsOnDisk();
        }

        @Test
        void there_is_one_download_and_both_finish() {
            hold.release();

            engine.until(first.id(), COMPLETED);
            engine.until(second.id(), COMPLETED);

            assertThat(server.requests()).containsExactly("GET");
            assertThat(server.questionsOfSize()).isEqualTo(1);
            assertThat(server.sent()).isEqualTo(CONTENT.length);
            assertThat(engine.log(second.id()))
                    .containsExactly(
                            "Model tiny.bin is already being downloaded (job %s)"
                                    .formatted(download().id()),
                            "Download job dispatched: " + download().id(),
                            "Model download complete",
                            modelReady());
        }

        @Test
        void the_download_stands_below_both_of_them() {
            for (JobHandle<String> waiter : List.of(first, second)) {
                JobTree tree = TestEngine.now(engine.jobs().tree(waiter.id()));

                assertThat(tree.children()).singleElement().satisfies(below -> {
                    assertThat(below.job().id()).isEqualTo(download().id());
                    assertThat(below.relation()).isEqualTo(JobTree.Relation.DEPENDENCY);
                    assertThat(below.shared()).isTrue();
                });
            }
        }

        @Test
        void one_may_be_cancelled_and_the_other_paused_and_the_download_goes_on() {
            TestEngine.done(first.cancel());
            TestEngine.done(second.pause());
            engine.until(first.id(), CANCELLED);
            engine.until(second.id(), PAUSED);

            hold.release();
            engine.until(download().id(), COMPLETED);
            TestEngine.done(second.resume());

            assertThat(TestEngine.now(second.result())).isEqualTo("second with 1420000 bytes");
            assertThat(server.sent()).isEqualTo(CONTENT.length);
        }

        @Test
        void a_paused_download_keeps_both_waiting_and_goes_on_where_it_stood() {
            TestEngine.done(engine.jobs().pause(download().id()));
            engine.until(download().id(), PAUSED);
            for (JobHandle<String> waiter : List.of(first, second)) {
                JobView view = engine.view(waiter.id());
                assertThat(view.state()).isEqualTo(WAITING);
                assertThat(view.blockedBy()).containsExactly(download().id());
            }

            TestEngine.done(engine.jobs().resume(download().id()));
            engine.until(first.id(), COMPLETED);
            engine.until(second.id(), COMPLETED);

            assertThat(server.requests()).containsExactly("GET", "GET bytes=700000-");
            assertThat(server.sent()).isEqualTo(CONTENT.length);
        }

        @Test
        void a_cancelled_download_fails_both_and_says_so() {
            TestEngine.done(engine.jobs().cancel(download().id()));

            for (JobHandle<String> waiter : List.of(first, second)) {
                JobError error = failureOf(waiter);

                assertThat(error.code().name()).isEqualTo("DEPENDENCY_CANCELLED");
                assertThat(error.message()).isEqualTo("Model download was cancelled");
                assertThat(engine.log(waiter.id())).last().isEqualTo("Model download was cancelled");
            }
        }

        @Test
        void a_new_engine_goes_on_with_all_three() {
            engine.restart();

            engine.until(first.id(), COMPLETED);
            engine.until(second.id(), COMPLETED);

            assertThat(server.requests()).containsExactly("GET", "GET bytes=700000-");
            assertThat(server.sent()).isEqualTo(CONTENT.length);
            assertThat(engine.log(first.id())).doesNotHaveDuplicates().hasSize(4);
            assertThat(engine.log(second.id())).doesNotHaveDuplicates().hasSize(4);
        }
    }

    @Nested
    class When_the_download_fails {
        @Test
        void the_job_fails_with_its_reason() {
            server.refusesOnceWith(404);
            JobHandle<String> job = dispatch("film");

            JobError error = failureOf(job);

            String reason = "Model download failed: There is no file at " + server.location();
            assertThat(error.code().name()).isEqualTo("DEPENDENCY_FAILED");
            assertThat(error.message()).isEqualTo(reason);
            assertThat(error.hint()).isEqualTo("Check the address of tiny.bin.");
            assertThat(error.causes())
                    .first()
                    .satisfies(cause -> assertThat(cause.type()).isEqualTo("NOT_FOUND"));
            assertThat(engine.log(job.id())).last().isEqualTo(reason);
        }

        @Test
        void the_network_gets_a_second_chance_before_anybody_hears_of_it() {
            server.dropsConnectionAt(HALF);
            JobHandle<String> job = dispatch("film");
            engine.until(job.id(), WAITING);
            engine.until(
                    "the download to rest",
                    () -> engine.log(download().id()).stream()
                            .anyMatch(line -> line.endsWith("trying again in 2 s (1 of 3)")));

            time.advanceBy(Duration.ofSeconds(3));
            engine.until(job.id(), COMPLETED);

            assertThat(server.requests()).containsExactly("GET", "GET bytes=700000-");
            assertThat(server.sent()).isEqualTo(CONTENT.length);
        }

        @Test
        void a_retry_of_the_job_starts_a_fresh_download() {
            server.refusesOnceWith(404);
            JobHandle<String> job = dispatch("film");
            engine.until(job.id(), FAILED);

            TestEngine.done(engine.jobs().retry(job.id()));
            engine.until(job.id(), COMPLETED);

            assertThat(engine.log(job.id()))
                    .endsWith("Download job dispatched: " + download().id(), "Model download complete", modelReady());
        }
    }

    @Nested
    class When_somebody_removes_the_model {
        @Test
        void a_job_that_remembers_it_looks_again() throws IOException {
            engine.close();
            Models models = models().build();
            var work = Sinks.<String>one();
            engine = engine(
                    models,
                    (job, context) -> models.ensureModel(context, job.model())
                            .flatMap(model -> context.interruptible(work.asMono())));
            JobHandle<String> job = dispatch("film");
            engine.until("the model to be there", () -> models.path(ref()).isPresent());
            engine.until(job.id(), RUNNING);
            TestEngine.done(job.pause());
            engine.until(job.id(), PAUSED);

            Files.delete(place());
            work.tryEmitValue("done").orThrow();
            TestEngine.done(job.resume());
            engine.until(job.id(), COMPLETED);

            assertThat(place()).hasBinaryContent(CONTENT);
            assertThat(server.requests()).containsExactly("GET", "GET");
        }
    }

    @Nested
    class A_download_on_its_own {
        @Test
        void is_dispatched_by_its_name_and_the_reference() {
            String params = "{\"ref\":\"%s\"}".formatted(ref());

            JobHandle<Object> job =
                    TestEngine.now(engine.jobs().dispatch("models.download", params, DispatchOptions.defaults()));

            assertThat(engine.until(job.id(), COMPLETED).params()).isEqualTo(params);
            assertThat(place()).hasBinaryContent(CONTENT);
        }

        @ParameterizedTest
        @ValueSource(strings = {"{}", "{\"ref\":null}", "{\"ref\":\"../model.bin\"}", "{\"ref\":7}"})
        void is_refused_without_a_reference_that_can_be_read(String params) {
            assertThatThrownBy(() -> TestEngine.now(
                            engine.jobs().dispatch("models.download", params, DispatchOptions.defaults())))
                    .isInstanceOf(JobException.Invalid.class);
        }
    }

    @Nested
    class When_two_engines_share_a_folder {
        @Test
        void each_fetches_for_itself_and_neither_spoils_the_other() {
            ModelServer.Hold hold = server.holdsAt(HALF);
            JobHandle<String> here = dispatch("here");
            untilHalfIsOnDisk();
            try (TestEngine other = engineWith(models().build())) {
                other.until(other.dispatch(new Transcribe("there", ref())).id(), COMPLETED);
            }

            hold.release();
            engine.until(here.id(), COMPLETED);

            assertThat(place()).hasBinaryContent(CONTENT);
        }
    }

    private Models.Builder models() {
        return Models.builder()
                .cacheDir(folder)
                .stateDir(folder.resolve("state"))
                .hubCache(folder.resolve("hub"))
                .allowPrivate(true)
                .scheduler(time);
    }

    private TestEngine engineWith(Models models) {
        return engine(models, Transcribe.handler(models));
    }

    private TestEngine engine(Models models, JobHandler<Transcribe, String> consumer) {
        TestEngine.Builder builder = TestEngine.builder()
                .queue("default", 2)
                .queue("download", 2)
                .handler(ModelDownloadJob.class, models.downloadHandler())
                .handler(Transcribe.class, consumer);
        return switch (kind) {
            case PLAIN -> builder.start();
            case RUNS_HANDLERS_AGAIN_AND_AGAIN -> builder.forcedReentry().start();
            case TELLS_NOTHING_LIVE -> builder.liveBusOff().start();
        };
    }

    private JobHandle<String> dispatch(String medium) {
        return engine.dispatch(new Transcribe(medium, ref()));
    }

    private ModelRef ref() {
        return server.verifiedRef();
    }

    private Path place() {
        return models().build().path(ref()).orElseThrow();
    }

    private void untilHalfIsOnDisk() {
        engine.until("half the model to be on disk", () -> ModelServer.partialIn(folder) == HALF);
    }

    /** The newest of its kind. */
    private JobView download() {
        return TestEngine.now(engine.jobs().list(JobQuery.all().ofType("models.download")))
                .items()
                .get(0);
    }

    private String modelReady() {
        return "Model ready at: " + place();
    }

    private JobError failureOf(JobHandle<String> job) {
        return Objects.requireNonNull(engine.until(job.id(), FAILED).error());
    }
}
