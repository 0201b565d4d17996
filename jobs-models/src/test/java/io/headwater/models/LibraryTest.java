package io.headwater.models;

import static io.headwater.jobs.JobState.CANCELLED;
import static io.headwater.jobs.JobState.COMPLETED;
import static io.headwater.jobs.JobState.FAILED;
import static io.headwater.jobs.JobState.PAUSED;
import static io.headwater.models.cache.Hazard.PROGRAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.headwater.jobs.Job;
import io.headwater.jobs.JobError;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobType;
import io.headwater.models.cache.Hazard;
import io.headwater.models.cache.HubCache;
import io.headwater.models.cache.RepoFolder;
import io.headwater.models.catalog.Catalog;
import io.headwater.models.catalog.CatalogEntry;
import io.headwater.models.catalog.ModelType;
import io.headwater.models.catalog.Origin;
import io.headwater.models.library.KnownFile;
import io.headwater.models.library.KnownModel;
import io.headwater.models.library.Library;
import io.headwater.models.library.ModelDetails;
import io.headwater.models.library.ModelStatus;
import io.headwater.models.library.ModelUpdate;
import io.headwater.models.library.ModelUsage;
import io.headwater.models.library.Removal;
import io.headwater.models.ref.ModelRef;
import io.headwater.models.ref.RepoType;
import io.headwater.models.verify.ModelVerdict;
import io.headwater.models.verify.ModelVerifyJob;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.hub.Content;
import io.headwater.testkit.hub.Hold;
import io.headwater.testkit.hub.HubLookAlike;
import io.headwater.testkit.hub.Repository;
import io.headwater.testkit.hub.Seen;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class LibraryTest {
    private static final Content WEIGHTS = Content.generated(1, 3_000_000);
    private static final ModelRef ALL = ModelRef.parse("hf:org/tiny");
    private static final ModelRef ONE_FILE = ModelRef.parse("whisper:tiny");
    private static final String FILE = "org/tiny:model.bin";

    @TempDir
    private Path folder;

    private final HubLookAlike hub = HubLookAlike.start();
    private final Repository tiny = hub.model("org/tiny")
            .license("apache-2.0")
            .file("config.json", "{}")
            .lfs("model.bin", WEIGHTS);
    private final StillTime time = new StillTime();
    private final Sinks.Empty<Void> works = Sinks.empty();
    private final Sinks.Empty<Void> workIsDone = Sinks.empty();
    private Models models = Models.builder().build();
    private @Nullable TestEngine engine;

    /** Works with a model until the test says that it is done. */
    @JobType(name = "test.work")
    record Work(ModelRef model) implements Job<String> {}

    @BeforeEach
    void start() {
        tiny.commit();
        start(models(false));
    }

    private void start(Models chosen) {
        models = chosen;
        engine = TestEngine.builder()
                .queue("default", 8)
                .queue("download", 2)
                .handler(ModelDownloadJob.class, models.downloadHandler())
                .handler(ModelVerifyJob.class, models.verifyHandler())
                .handler(
                        Work.class,
                        (job, context) -> models.ensureModel(context, job.model())
                                .doOnNext(model -> works.tryEmitEmpty())
                                .flatMap(model -> context.interruptible(workIsDone
                                        .asMono()
                                        .thenReturn(model.path().toString()))))
                .start();
    }

    @AfterEach
    void close() {
        engine().close();
        hub.close();
    }

    @Nested
    class The_list {
        @Test
        void has_all_that_is_known_and_asks_nobody() {
            List<KnownModel> all = list();

            assertThat(all).hasSizeGreaterThan(100).noneMatch(KnownModel::isHere);
            KnownModel tiny = model(ONE_FILE);
            assertThat(tiny.status()).isEqualTo(ModelStatus.ABSENT);
            assertThat(tiny.bytes()).isEqualTo(3_000_001);
            assertThat(tiny.approximate()).isTrue();
            assertThat(hub.records().all()).isEmpty();
        }

        @Test
        void says_of_what_is_installed_where_and_which_and_how_large_it_is() {
            InstalledModel installed = installed(ONE_FILE);

            KnownModel listed = model(ONE_FILE);
            assertThat(listed.status()).isEqualTo(ModelStatus.INSTALLED);
            assertThat(listed.path()).isEqualTo(installed.path());
            assertThat(listed.bytes()).isEqualTo(WEIGHTS.size());
            assertThat(listed.approximate()).isFalse();
            assertThat(listed.verified()).isTrue();
            assertThat(listed.revision()).isEqualTo(tiny.head("main"));
            // The rest of the repository is not here, and of the repository itself nobody has spoken.
            assertThat(list()).noneMatch(model -> model.ref().equals(ALL));
        }

        @Test
        void X28_has_what_lies_here_without_a_name_under_the_reference_by_which_it_came() {
            ModelRef url = ModelRef.parse(hub.file("/other.bin", WEIGHTS).url().toString());
            installed(ALL);
            installed(url);

            assertThat(model(ALL).status()).isEqualTo(ModelStatus.INSTALLED);
            assertThat(model(url).status()).isEqualTo(ModelStatus.INSTALLED);
            assertThat(model(url).verified()).isFalse();
        }

        @Test
        void has_a_model_that_has_come_in_part() {
            JobHandle<InstalledModel> download = stopped(ALL);

            assertThat(model(ONE_FILE).status()).isEqualTo(ModelStatus.PARTIAL);
            assertThat(TestEngine.now(models.library().show(ALL)).files())
                    .filteredOn(file -> file.path().equals("model.bin"))
                    .allMatch(file -> file.state() == KnownFile.State.PARTIAL);
            assertThat(engine().state(download.id())).isEqualTo(PAUSED);
        }

        @Test
        void says_which_job_brings_what_is_not_all_here() {
            JobHandle<InstalledModel> download = stopped(ALL);

            assertThat(TestEngine.now(models.library().list(engine().jobs())))
                    .filteredOn(model -> model.ref().equals(ALL))
                    .singleElement()
                    .satisfies(model -> {
                        assertThat(model.status()).isEqualTo(ModelStatus.PAUSED);
                        assertThat(model.job()).isEqualTo(download.id());
                        assertThat(Objects.requireNonNull(model.progress()).done())
                                .isPositive();
                    });
        }

        @Test
        void has_a_file_that_has_lost_its_end() throws IOException {
            installed(ALL);
            Files.write(repo().blob(WEIGHTS.sha256()), new byte[7]);

            assertThat(model(ALL).status()).isEqualTo(ModelStatus.DAMAGED);
        }
    }

    @Nested
    class A_closer_look {
        @Test
        void at_what_is_not_here_asks_its_source_and_fetches_nothing() {
            ModelDetails details = TestEngine.now(models.library().show(ONE_FILE));

            assertThat(details.model().bytes()).isEqualTo(WEIGHTS.size());
            assertThat(details.model().approximate()).isFalse();
            assertThat(details.model().license()).isEqualTo("MIT");
            assertThat(details.files())
                    .containsExactly(new KnownFile("model.bin", WEIGHTS.size(), 0, KnownFile.State.ABSENT, "missing"));
            assertThat(hub.records().all()).noneMatch(Seen::bringsBytes);
        }

        @Test
        void at_what_is_here_shows_each_version_of_it() {
            String first = tiny.head("main");
            installed(ModelRef.parse(ALL + "@" + first));
            tiny.file("config.json", "{\"new\":true}").commit();
            installed(ALL);

            assertThat(TestEngine.now(models.library().show(ALL)).revisions())
                    .extracting(ModelDetails.Revision::commit)
                    .containsExactlyInAnyOrder(first, tiny.head("main"));
        }

        @Test
        void S30_at_what_is_out_of_use_at_its_source_says_so_and_it_stays_usable() {
            installed(ALL);
            tiny.disable();

            KnownModel model = TestEngine.now(models.library().show(ALL, true)).model();
            assertThat(model.deprecated()).contains("out of use");
            assertThat(model.license()).isEqualTo("apache-2.0");
            assertThat(model.status()).isEqualTo(ModelStatus.INSTALLED);
        }

        @Test
        void offline_has_to_do_with_what_is_here() {
            installed(ALL);
            hub.records().forget();

            assertThat(TestEngine.now(models(true).library().show(ALL)).files()).hasSize(2);
            assertThat(hub.records().all()).isEmpty();
        }

        @Test
        void at_a_name_whose_source_is_silent_tells_what_the_catalog_says() {
            Library alone = models(true).library();

            assertThat(TestEngine.now(alone.show(ONE_FILE)).model().license()).isEqualTo("MIT");
            assertThatThrownBy(() -> TestEngine.now(alone.show(ALL))).hasMessageContaining("nobody may be asked");
        }

        @Test
        void at_the_whole_counts_shared_content_once() {
            String first = tiny.head("main");
            installed(ModelRef.parse(ALL + "@" + first));
            tiny.file("config.json", "{\"new\":true}").commit();
            installed(ALL);

            ModelUsage usage = TestEngine.now(models.library().usage());
            assertThat(usage.bytes()).isEqualTo(WEIGHTS.size() + "{}".length() + "{\"new\":true}".length());
            assertThat(usage.freeBytes()).isPositive();
            assertThat(usage.models())
                    .filteredOn(share -> share.ref().equals(ALL))
                    .extracting(ModelUsage.Share::bytes)
                    .containsExactly(WEIGHTS.size() + 12L);
        }
    }

    @Nested
    class What_may_do_something_to_whoever_loads_it {
        private static final String PICKLE = "?\u0002}q.";

        @Test
        void X18_is_said_to_be_that_when_it_comes_and_as_long_as_it_is_here() {
            hub.model("org/old")
                    .file("modeling_old.py", "print('hello')")
                    .file("model.bin", "lmgg")
                    .lfs("pytorch_model.bin", pickle())
                    .commit();
            ModelRef ref = ModelRef.parse("hf:org/old");
            assertThat(shown(ref).hazards()).as("by its names alone").containsOnlyKeys("modeling_old.py");

            JobHandle<InstalledModel> job = engine().dispatch(new ModelDownloadJob(ref));
            engine().until(job.id(), COMPLETED);

            assertThat(engine().log(job.id()))
                    .contains(
                            "modeling_old.py is a program",
                            "pytorch_model.bin is a pickle: to load it is to carry out whatever its author wants")
                    .noneMatch(line -> line.startsWith("model.bin is a"));
            assertThat(model(ref).hazards())
                    .containsOnly(entry("modeling_old.py", PROGRAM), entry("pytorch_model.bin", Hazard.PICKLE));
        }

        @Test
        void X18_is_not_taken_from_where_nobody_said_that_it_should_come_from() {
            hub.model("Systran/faster-whisper-unheard")
                    .file("config.json", "{}")
                    .lfs("model.bin", pickle())
                    .commit();
            ModelRef guessed = ModelRef.parse("faster-whisper:unheard");

            JobError error = Objects.requireNonNull(engine().until(
                            engine().dispatch(new ModelDownloadJob(guessed)).id(), FAILED)
                    .error());
            assertThat(error.code().name()).isEqualTo("UNSAFE_FORMAT");
            assertThat(error.message()).contains("model.bin is a pickle");
            assertThat(error.hint()).endsWith("hf:Systran/faster-whisper-unheard");
            assertThat(models.installed(guessed)).isEmpty();
            engine().until(engine().dispatch(new ModelDownloadJob(guessed)).id(), FAILED);
            assertThat(models.installed(guessed)).as("nor when it has come").isEmpty();

            assertThat(installed(ModelRef.parse("hf:Systran/faster-whisper-unheard"))
                            .files())
                    .as("named by a person")
                    .hasSize(2);
        }

        private Content pickle() {
            byte[] bytes = PICKLE.repeat(1_000).getBytes(StandardCharsets.ISO_8859_1);
            bytes[0] = (byte) 0x80;
            return Content.of(bytes);
        }

        private KnownModel shown(ModelRef ref) {
            return TestEngine.now(models.library().show(ref, false)).model();
        }
    }

    @Nested
    class What_is_removed {
        @Test
        void M10_leaves_what_another_revision_shares() throws IOException {
            ModelRef pinned = ModelRef.parse(ALL + "@" + tiny.head("main"));
            installed(pinned);
            tiny.file("config.json", "{\"new\":true}").commit();
            installed(ALL);

            assertThat(remove(ALL).bytes()).isEqualTo("{\"new\":true}".length());

            assertThat(models.installed(ALL)).isEmpty();
            assertThat(models.installed(pinned)).isPresent();
            assertThat(repo().blob(WEIGHTS.sha256())).isRegularFile();
        }

        @Test
        void M10_of_one_file_is_that_file_and_no_other() throws IOException {
            installed(ALL);

            Removal removed = remove(ONE_FILE);

            assertThat(removed.bytes()).isEqualTo(WEIGHTS.size());
            // Stopped in between, no name may lead nowhere: Python would take all of it for damaged.
            assertThat(removed.deletion().contents())
                    .containsExactly(
                            repo().snapshot(tiny.head("main")).resolve("model.bin"), repo().blob(WEIGHTS.sha256()));
            assertThat(repo().blob(WEIGHTS.sha256())).doesNotExist();
            assertThat(models.installed(ModelRef.parse(ALL + ":config.json"))).isPresent();
        }

        @Test
        void leaves_no_trace_when_it_was_all() {
            ModelRef url = ModelRef.parse(hub.file("/other.bin", WEIGHTS).url().toString());
            installed(ALL);
            installed(url);

            remove(ALL);
            remove(url);

            assertThat(repo().path()).doesNotExist();
            assertThat(folder.resolve("others/files")).isEmptyDirectory();
        }

        @Test
        void D22_is_nothing_that_a_job_works_with_until_that_job_is_over() {
            JobHandle<String> work = engine().dispatch(new Work(ALL));
            TestEngine.done(works.asMono());

            assertThat(refusal(ALL)).isEqualTo("It is in use by job " + work.id());
            assertThat(models.installed(ALL)).isPresent();

            workIsDone.tryEmitEmpty();
            engine().until(work.id(), COMPLETED);
            remove(ALL);
            assertThat(models.installed(ALL)).isEmpty();
        }

        @Test
        void D22_is_nothing_that_a_job_works_with_by_whatever_way_its_folder_is_named() {
            ModelRef url = ModelRef.parse(hub.file("/other.bin", WEIGHTS).url().toString());
            engine().close();
            start(setup(false).cacheDir(folder.resolve("./others")).build());
            JobHandle<String> work = engine().dispatch(new Work(url));
            TestEngine.done(works.asMono());

            assertThat(refusal(url)).isEqualTo("It is in use by job " + work.id());
            assertThat(models.installed(url)).isPresent();
        }

        @Test
        void is_nothing_that_is_being_downloaded() {
            JobHandle<InstalledModel> download = stopped(ALL);

            assertThat(refusal(ALL)).isEqualTo("It is being downloaded by job " + download.id());
        }

        @Test
        void must_be_here() {
            assertThatThrownBy(() -> remove(ALL)).isInstanceOf(JobException.NotFound.class);
        }
    }

    @Nested
    class What_an_unfinished_download_has_left {
        @Test
        void M10_stays_after_a_cancel_and_goes_when_somebody_says_so() throws IOException {
            JobHandle<InstalledModel> download = stopped(ALL);
            TestEngine.done(engine().jobs().cancel(download.id()));
            engine().until(download.id(), CANCELLED);
            assertThat(partials()).isNotEmpty();

            TestEngine.now(models.library().discardPartial(ALL, engine().jobs()));

            assertThat(partials()).isEmpty();
        }

        @Test
        void is_pruned_but_for_what_a_paused_download_goes_on_with() throws IOException {
            JobHandle<InstalledModel> download = stopped(ALL);
            prune();
            assertThat(partials()).isNotEmpty();

            TestEngine.done(engine().jobs().cancel(download.id()));
            engine().until(download.id(), CANCELLED);
            prune();
            assertThat(partials()).isEmpty();
        }
    }

    @Nested
    class Pruning {
        @Test
        void takes_versions_to_which_nothing_leads() {
            ModelRef old = ModelRef.parse(ALL + "@" + tiny.head("main"));
            installed(old);
            tiny.file("config.json", "{\"new\":true}").commit();
            installed(ALL);

            prune();

            assertThat(models.installed(old)).isEmpty();
            assertThat(models.installed(ALL)).isPresent();
        }

        /** Nobody goes on with it; but somebody may be at work on it right now. */
        @Test
        void K01_takes_the_copy_of_an_import_that_was_killed_when_it_has_been_left_alone() throws IOException {
            installed(ALL);
            Path draft = repo().blobs().resolve(WEIGHTS.sha256() + ".0123456789abcdef.headwater.draft");
            Files.write(draft, new byte[10_000]);
            assertThat(TestEngine.now(models.library().usage()).partialBytes()).isEqualTo(10_000);

            prune();
            assertThat(draft).exists();

            Files.setLastModifiedTime(draft, FileTime.fromMillis(0));
            time.advanceBy(Duration.ofDays(30));
            prune();
            assertThat(draft).doesNotExist();
        }

        @Test
        void clearing_takes_all() {
            installed(ALL);
            installed(ModelRef.parse(hub.file("/other.bin", WEIGHTS).url().toString()));

            Removal all = TestEngine.now(models.library().clearing());
            TestEngine.done(models.library().carryOut(all, engine().jobs()));

            assertThat(all.bytes()).isEqualTo(2 * WEIGHTS.size() + "{}".length());
            assertThat(TestEngine.now(models.library().usage()).bytes()).isZero();
        }
    }

    @Nested
    class Updates {
        @Test
        void S30_are_what_the_source_has_newer() {
            String first = tiny.head("main");
            installed(ALL);
            assertThat(updates()).isEmpty();

            Content larger = Content.generated(2, 4_000_000);
            String second = tiny.lfs("model.bin", larger).commit();

            assertThat(updates())
                    .containsExactly(
                            new ModelUpdate(ONE_FILE, first, second, 4_000_000L),
                            new ModelUpdate(ALL, first, second, 4_000_000L));
            assertThat(model(ALL).status()).isEqualTo(ModelStatus.OUTDATED);
        }
    }

    @Nested
    class An_import {
        @Test
        void is_verified_and_used_like_a_download() throws IOException {
            Path brought = Files.write(folder.resolve("from a friend.bin"), WEIGHTS.bytes());

            KnownModel model = imported(ONE_FILE, brought);

            assertThat(model.status()).isEqualTo(ModelStatus.INSTALLED);
            assertThat(installed(ONE_FILE).path()).hasBinaryContent(WEIGHTS.bytes());
            assertThat(hub.records().sent(FILE)).isZero();
        }

        @Test
        void of_a_folder_brings_what_is_there_and_the_rest_is_downloaded() throws IOException {
            Path brought = Files.createDirectory(folder.resolve("brought"));
            Files.write(brought.resolve("model.bin"), WEIGHTS.bytes());

            assertThat(imported(ALL, brought).status()).isEqualTo(ModelStatus.PARTIAL);
            assertThat(installed(ALL).files()).hasSize(2);
            assertThat(hub.records().sent(FILE)).isZero();
        }

        @Test
        void M2_of_something_else_is_refused_and_nothing_is_left_of_it() throws IOException {
            Content wrong = Content.generated(2, WEIGHTS.size());
            Path brought = Files.write(folder.resolve("model.bin"), wrong.bytes());

            assertThatThrownBy(() -> imported(ONE_FILE, brought))
                    .isInstanceOf(JobException.Integrity.class)
                    .hasMessageContaining(WEIGHTS.sha256());
            assertThat(repo().blob(WEIGHTS.sha256())).doesNotExist();
            assertThat(partials()).isEmpty();
        }

        @Test
        void M2_of_another_length_is_refused_before_it_is_read() throws IOException {
            Path brought = Files.write(folder.resolve("model.bin"), new byte[7]);

            assertThatThrownBy(() -> imported(ONE_FILE, brought))
                    .isInstanceOf(JobException.Integrity.class)
                    .hasMessageContaining("7 bytes instead of 3000000");
        }
    }

    @Nested
    class A_verification {
        @Test
        void finds_nothing_wrong_with_what_is_good() {
            installed(ALL);

            assertThat(verified(false).bad()).isEmpty();
        }

        @Test
        void M1_D12_reads_every_byte_also_of_a_file_that_looks_as_ever() throws IOException {
            installed(ALL);
            garble();

            ModelVerdict verdict = verified(false);

            assertThat(verdict.bad()).extracting(KnownFile::path).containsExactly("model.bin");
            assertThat(verdict.bad().get(0).problem()).contains(WEIGHTS.sha256());
            assertThat(model(ALL).status()).isEqualTo(ModelStatus.DAMAGED);
        }

        @Test
        void M1_D12_fetches_again_what_is_bad_and_nothing_else() throws IOException {
            installed(ALL);
            garble();
            hub.records().forget();

            assertThat(verified(true).isValid()).isTrue();

            assertThat(repo().snapshot(tiny.head("main")).resolve("model.bin")).hasBinaryContent(WEIGHTS.bytes());
            assertThat(hub.records().of("org/tiny:config.json")).isEmpty();
            assertThat(model(ALL).status()).isEqualTo(ModelStatus.INSTALLED);
        }

        @Test
        void M1_D12_mends_it_for_every_version_that_shares_it() throws IOException {
            Path before =
                    installed(ModelRef.parse(ALL + "@" + tiny.head("main"))).path();
            tiny.file("config.json", "{\"another\": true}").commit();
            Path after = installed(ALL).path();
            garble();

            assertThat(verified(true).isValid()).isTrue();

            assertThat(after).isNotEqualTo(before);
            assertThat(before.resolve("model.bin")).hasBinaryContent(WEIGHTS.bytes());
            assertThat(after.resolve("model.bin")).hasBinaryContent(WEIGHTS.bytes());
        }

        @Test
        void repairs_the_version_that_is_here_and_brings_no_newer_one() throws IOException {
            InstalledModel before = installed(ALL);
            garble();
            tiny.lfs("model.bin", Content.generated(3, 5_000)).commit();

            assertThat(verified(true).isValid()).isTrue();

            assertThat(before.path().resolve("model.bin")).hasBinaryContent(WEIGHTS.bytes());
            assertThat(models.installed(ALL).orElseThrow().commit()).isEqualTo(before.commit());
        }

        @Test
        void M1_D12_repairs_a_file_of_which_nobody_said_what_it_should_be() throws IOException {
            ModelRef url = ModelRef.parse(hub.file("/other.bin", WEIGHTS).url().toString());
            Path file = installed(url).path();
            FileTime before = Files.getLastModifiedTime(file);
            Files.write(file, Content.generated(2, WEIGHTS.size()).bytes());
            Files.setLastModifiedTime(file, before);

            assertThat(verified(false, url).isValid()).isFalse();
            assertThat(verified(true, url).isValid()).isTrue();
            assertThat(file).hasBinaryContent(WEIGHTS.bytes());
        }

        @Test
        void needs_no_job() throws IOException {
            ModelRef absent = ModelRef.parse("whisper:base");
            installed(ALL);
            Map<String, Integer> told = new LinkedHashMap<>();

            assertThat(TestEngine.now(models.verifyAll(
                            List.of(ALL, absent), (name, done, total) -> told.put(name, 10 * done + total))))
                    .containsExactly(Map.entry("hf:org/tiny", true), Map.entry("whisper:base", false));
            assertThat(told).containsExactly(Map.entry("hf:org/tiny", 12), Map.entry("whisper:base", 22));
            garble();
            assertThat(TestEngine.now(models.verifyAll(List.of(ALL), (name, done, total) -> {})))
                    .containsExactly(Map.entry("hf:org/tiny", false));
            assertThat(TestEngine.now(models.isValid(ALL))).isFalse();
        }

        /** Other bytes under the same length and time: nothing but reading tells. */
        private void garble() throws IOException {
            Path blob = repo().blob(WEIGHTS.sha256());
            FileTime before = Files.getLastModifiedTime(blob);
            Files.write(blob, Content.generated(2, WEIGHTS.size()).bytes());
            Files.setLastModifiedTime(blob, before);
        }

        private ModelVerdict verified(boolean repair) {
            return verified(repair, ALL);
        }

        private ModelVerdict verified(boolean repair, ModelRef ref) {
            return TestEngine.now(engine().dispatch(new ModelVerifyJob(List.of(ref), repair))
                            .result())
                    .models()
                    .get(0);
        }
    }

    private Models models(boolean offline) {
        return setup(offline).build();
    }

    private Models.Builder setup(boolean offline) {
        var entry = new CatalogEntry(
                ONE_FILE,
                "org",
                ModelType.SPEECH,
                List.of(),
                "MIT",
                "A tiny one",
                3_000_001,
                Origin.of(ModelRef.parse("hf:org/tiny:model.bin")));
        return HubHost.models(folder, hub)
                .catalog(Catalog.builtIn().with(List.of(entry)))
                .offline(offline)
                .allowPrivate(true)
                .scheduler(time);
    }

    private TestEngine engine() {
        return Objects.requireNonNull(engine);
    }

    private InstalledModel installed(ModelRef ref) {
        return TestEngine.now(engine().dispatch(new ModelDownloadJob(ref)).result());
    }

    /** A download that was paused when some of it had come. */
    private JobHandle<InstalledModel> stopped(ModelRef ref) {
        Hold hold = hub.when(FILE).at(io.headwater.testkit.hub.Origin.CDN).stallsAfter(1_500_000);
        JobHandle<InstalledModel> download = engine().dispatch(new ModelDownloadJob(ref));
        TestEngine.done(hold.reached());
        engine().until("it is on the disk", this::hasPartial);
        TestEngine.done(engine().jobs().pause(download.id()));
        engine().until(download.id(), PAUSED);
        hold.release();
        return download;
    }

    private List<KnownModel> list() {
        return TestEngine.now(models.library().list());
    }

    private KnownModel model(ModelRef ref) {
        return list().stream()
                .filter(model -> model.ref().equals(ref))
                .findFirst()
                .orElseThrow();
    }

    private Removal remove(ModelRef ref) {
        return TestEngine.now(models.library().remove(ref, engine().jobs()));
    }

    private String refusal(ModelRef ref) {
        return TestEngine.now(models.library()
                .remove(ref, engine().jobs())
                .map(gone -> "it is gone")
                .onErrorResume(JobException.Conflict.class, held -> Mono.just(held.getMessage())));
    }

    private void prune() {
        Removal unneeded = TestEngine.now(models.library().pruning(engine().jobs()));
        TestEngine.done(models.library().carryOut(unneeded, engine().jobs()));
    }

    private List<ModelUpdate> updates() {
        return TestEngine.now(models.library().updates().collectList());
    }

    private KnownModel imported(ModelRef ref, Path source) {
        return TestEngine.now(models.library().importFrom(ref, source, progress -> {}));
    }

    private RepoFolder repo() {
        return new HubCache(folder.resolve("hub")).repo(RepoType.MODEL, "org/tiny");
    }

    private boolean hasPartial() {
        try {
            for (Path partial : partials()) {
                if (Files.size(partial) > 1_000_000) {
                    return true;
                }
            }
            return false;
        } catch (IOException | UncheckedIOException changing) {
            return false;
        }
    }

    private List<Path> partials() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().contains(".headwater."))
                    .filter(file -> file.toString().matches(".*(incomplete|copy)"))
                    .toList();
        }
    }
}
