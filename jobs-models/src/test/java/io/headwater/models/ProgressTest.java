package io.headwater.models;

import static io.headwater.jobs.JobState.CANCELLED;
import static io.headwater.jobs.JobState.COMPLETED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headwater.jobs.JobEvent.JobProgressed;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobId;
import io.headwater.jobs.Progress;
import io.headwater.models.ref.ModelRef;
import io.headwater.models.verify.ModelVerifyJob;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.hub.Content;
import io.headwater.testkit.hub.Cue;
import io.headwater.testkit.hub.Hold;
import io.headwater.testkit.hub.HubLookAlike;
import io.headwater.testkit.hub.Origin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is told of a download while it goes on. Time stands still unless a test lets it pass, in the engine and for the
 * network: so what is seen to come has not waited for its turn.
 */
class ProgressTest {
    private static final Content WEIGHTS = Content.generated(1, 20_000_000);
    private static final long HALF = 10_000_000;
    private static final long A_STEP = 1_000_000;
    private static final ModelRef ALL = ModelRef.parse("hf:org/tiny");
    private static final String FILE = "org/tiny:model.bin";
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    private Path folder;

    private final HubLookAlike hub = HubLookAlike.start();
    private final StillTime time = new StillTime();
    private final List<Progress> said = new CopyOnWriteArrayList<>();
    private final List<JobProgressed> heard = new CopyOnWriteArrayList<>();
    private Models models = Models.builder().build();
    private @Nullable TestEngine engine;

    @BeforeEach
    void start() {
        hub.model("org/tiny")
                .file("config.json", "{}")
                .lfs("model.bin", WEIGHTS)
                .commit();
        models = HubHost.models(folder, hub).scheduler(time).build();
        engine = TestEngine.builder()
                .queue("download", 2)
                .handler(
                        ModelDownloadJob.class,
                        (job, context) -> models.downloadHandler().run(job, Listening.to(context, said::add)))
                .handler(
                        ModelVerifyJob.class,
                        (job, context) -> models.verifyHandler().run(job, Listening.to(context, said::add)))
                .start();
        engine().jobs()
                .events()
                .filter(JobProgressed.class::isInstance)
                .cast(JobProgressed.class)
                .subscribe(heard::add);
    }

    @AfterEach
    void close() {
        engine().close();
        hub.close();
    }

    @Nested
    class A_download {
        @Test
        void M11_at_full_speed_is_heard_of_at_every_twentieth() {
            Hold hold = weights().stallsAfter(HALF);
            JobHandle<InstalledModel> job = start(ALL);

            untilHeard(job, "half of it", progress -> isAbout(progress, HALF));
            hold.release();
            engine().until(job.id(), COMPLETED);

            assertThat(said).anyMatch(progress -> "downloading".equals(progress.phase()));
            assertSteps("downloading");
        }

        @Test
        void M11_that_stands_still_is_heard_of_every_second_and_its_speed_is_less_each_time() {
            weights().stallsAfter(HALF);
            weights().always().staysSilent(); // to whoever comes to help
            JobHandle<InstalledModel> job = start(ALL);
            untilHeard(job, "half of it", progress -> isAbout(progress, HALF));
            untilHeardAgain(job, "its speed", progress -> progress.rate() != null);

            for (int second = 1; second <= 5; second++) {
                double before = rate(job);
                untilHeardAgain(
                        job,
                        "that less comes",
                        progress -> progress.done() == last(job).done()
                                && Objects.requireNonNull(progress.rate()) < before);
            }
        }

        @Test
        void M11_that_was_told_to_come_again_later_is_heard_of_every_second() {
            weights().askedTooOften("60");
            JobHandle<InstalledModel> job = start(ALL);
            engine().until("it to say so", () -> said.stream().anyMatch(ProgressTest::waits));
            engine().until(
                            "the other file to have come",
                            () -> said.stream().anyMatch(progress -> progress.itemsDone() == 1));

            for (int second = 1; second <= 20; second++) {
                untilHeardAgain(job, "that it still waits", ProgressTest::waits);
            }
        }

        @Test
        void M11_that_goes_on_has_done_what_lay_here_and_not_at_any_speed() {
            leaveHalfOfIt();
            Hold listing = hub.whenAsked(seen -> seen.path().startsWith("/api")).staysSilent();
            weights().resumed().stallsAfter(HALF / 2);
            JobHandle<InstalledModel> job = start(ALL);
            TestEngine.done(listing.reached());
            engine().advance(SECOND);
            listing.release();

            untilHeard(job, "a quarter more", progress -> progress.done() - progress.found() > HALF / 2 - A_STEP);
            Progress found = last(job);
            assertThat(found.found()).isCloseTo(HALF, within(A_STEP));
            untilHeardAgain(job, "its speed", progress -> progress.rate() != null);
            assertThat(rate(job)).isLessThanOrEqualTo(found.done() - found.found());
        }
    }

    @Nested
    class What_is_here {
        @BeforeEach
        void download() {
            engine().until(start(ALL).id(), COMPLETED);
            said.clear();
        }

        @Test
        void M11_is_verified_in_small_steps() {
            engine().until(
                            engine().dispatch(new ModelVerifyJob(List.of(ALL), false))
                                    .id(),
                            COMPLETED);

            assertSteps("verifying");
        }

        @Test
        void M11_is_copied_in_small_steps_to_a_folder_of_somebodys_own() {
            String own = folder.resolve("own").toString();
            engine().until(
                            engine().dispatch(new ModelDownloadJob(ALL, null, List.of(), List.of(), own, null))
                                    .id(),
                            COMPLETED);

            assertSteps("copying");
        }

        @Test
        void M11_is_looked_at_as_found_where_nobody_remembers_having_read_it() throws Exception {
            Files.walk(folder.resolve("state"))
                    .filter(Files::isRegularFile)
                    .forEach(file -> assertThat(file.toFile().delete()).isTrue());
            models = HubHost.models(folder, hub).scheduler(time).build();
            engine().until(
                            engine().dispatch(new ModelDownloadJob(ALL, null, List.of(), List.of(), null, null))
                                    .id(),
                            COMPLETED);

            assertThat(said).allSatisfy(progress -> assertThat(progress.found()).isEqualTo(progress.done()));
        }
    }

    @Test
    void M11_an_import_goes_in_small_steps() throws Exception {
        Path brought = Files.createDirectories(folder.resolve("brought"));
        Files.write(brought.resolve("model.bin"), WEIGHTS.bytes());
        Files.writeString(brought.resolve("config.json"), "{}");

        TestEngine.now(models.library().importFrom(ALL, brought, said::add));

        assertSteps("copying");
    }

    // What is done ---------------------------------------------------------------------------------------------------

    private Cue weights() {
        return hub.when(FILE).at(Origin.CDN);
    }

    private JobHandle<InstalledModel> start(ModelRef ref) {
        return engine().dispatch(new ModelDownloadJob(ref));
    }

    private void leaveHalfOfIt() {
        Hold hold = weights().stallsAfter(HALF);
        JobHandle<InstalledModel> job = start(ALL);
        untilHeard(job, "half of it", progress -> isAbout(progress, HALF));
        TestEngine.done(job.cancel());
        engine().until(job.id(), CANCELLED);
        hold.release();
    }

    // What is seen ---------------------------------------------------------------------------------------------------

    /** Without any time passing. */
    private void untilHeard(JobHandle<?> job, String what, Predicate<Progress> wanted) {
        engine().until(
                        "the bus to tell " + what,
                        () -> heardOf(job.id()).stream().anyMatch(event -> wanted.test(event.progress())));
    }

    /** Within a second of both clocks. */
    private void untilHeardAgain(JobHandle<?> job, String what, Predicate<Progress> wanted) {
        int before = heardOf(job.id()).size();
        engine().advance(SECOND);
        time.advanceBy(SECOND);
        engine().until("the bus to tell again " + what, () -> {
            List<JobProgressed> now = heardOf(job.id());
            return now.subList(before, now.size()).stream().anyMatch(event -> wanted.test(event.progress()));
        });
    }

    private List<JobProgressed> heardOf(JobId job) {
        return heard.stream().filter(event -> event.stamp().job().equals(job)).toList();
    }

    private Progress last(JobHandle<?> job) {
        List<JobProgressed> all = heardOf(job.id());
        return all.get(all.size() - 1).progress();
    }

    private double rate(JobHandle<?> job) {
        return Objects.requireNonNull(last(job).rate());
    }

    private static boolean isAbout(Progress progress, long bytes) {
        return progress.done() > bytes - A_STEP;
    }

    private static boolean waits(Progress progress) {
        return progress.message() != null && progress.message().contains("trying again in 60 s");
    }

    /** None of them larger than a twentieth of the whole, and the last one at its end. */
    private void assertSteps(String phase) {
        List<Progress> steps =
                said.stream().filter(progress -> phase.equals(progress.phase())).toList();
        long before = 0;
        for (Progress step : steps) {
            assertThat(step.done() - before).isLessThanOrEqualTo(A_STEP + 1);
            before = step.done();
        }
        assertThat(before).isEqualTo(WEIGHTS.size() + "{}".length());
    }

    private TestEngine engine() {
        return Objects.requireNonNull(engine);
    }
}
