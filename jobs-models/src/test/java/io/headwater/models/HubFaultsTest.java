package io.headwater.models;

import static io.headwater.jobs.JobState.COMPLETED;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.JobError;
import io.headwater.jobs.JobHandle;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.hub.Content;
import io.headwater.testkit.hub.Hold;
import io.headwater.testkit.hub.HubLookAlike;
import io.headwater.testkit.hub.Origin;
import io.headwater.testkit.hub.Repository;
import io.headwater.testkit.hub.Seen;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a hub, and the disk, may do to the download of a repository. */
class HubFaultsTest {
    private static final Content WEIGHTS = Content.generated(1, 3_000_000);
    private static final String ALL = "hf:org/tiny";
    private static final String INFO = "/api/models/org/tiny/revision/main";

    @TempDir
    private Path folder;

    private final HubLookAlike hub = HubLookAlike.start();
    private final Repository tiny = hub.model("org/tiny")
            .file("config.json", "{}")
            .file("vocab.txt", "a b c")
            .lfs("model.bin", WEIGHTS);
    private HubHost host;

    @BeforeEach
    void start() {
        tiny.commit();
        host = new HubHost(folder, hub, setup -> setup.allowPrivate(true));
    }

    @AfterEach
    void close() {
        host.close();
        hub.close();
    }

    @Nested
    class What_the_hub_says {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "<html>Log in</html>",
                    "{\"sha\":\"",
                    "{\"sha\":7}",
                    "[]",
                    "{\"id\":\"org/tiny\",\"sha\":\"../..\"}"
                })
        void S23_X15_that_is_nonsense_is_said_to_be_the_hubs(String answer) {
            hub.when(INFO).always().says(200, "application/json", answer);

            JobError error = host.failure(ALL);
            assertThat(error.code().name()).isEqualTo("PROTOCOL");
            assertThat(error.message()).contains("127.0.0.1");
            assertThat(folder.resolve("hub")).doesNotExist();
        }

        @Test
        void S11_that_would_be_endless_if_it_were_unpacked_is_not_unpacked() {
            hub.when(INFO).always().saysEndlessly(200_000_000);

            assertThat(host.failure(ALL).code().name()).isEqualTo("PROTOCOL");
        }

        @Test
        void S11_that_does_not_end_is_not_read_to_its_end() {
            hub.when(INFO).always().says(200, "application/json", "[" + " ".repeat(17 * 1024 * 1024));

            assertThat(host.failure(ALL).code().name()).isEqualTo("TOO_LARGE");
        }

        @Test
        void S16_tells_a_repository_from_a_revision_and_from_a_file() {
            assertThat(host.failure("hf:org/nothing").message()).contains("org/nothing");
            assertThat(host.failure(ALL + "@v7").message()).contains("no such revision");
            assertThat(host.failure(ALL + ":nothing.bin").message()).contains("no file nothing.bin");
        }

        @Test
        void S12_S13_when_it_wants_to_be_left_alone_it_is_and_then_all_goes_well() {
            hub.when(INFO).times(1).askedTooOften("90");
            hub.when("org/tiny:model.bin").times(2).answers(503);

            assertThat(host.installed(ALL).files()).hasSize(3);
        }

        @ParameterizedTest
        @ValueSource(strings = {"file:///etc/hostname", "jar:file:/evil.jar!/x", "ftp://127.0.0.1/x", "data:,x"})
        void X27_S20_that_leads_to_a_file_of_this_machine_or_to_no_web_at_all_is_not_followed(String target) {
            hub.when(INFO).always().redirectsTo(target);
            assertThat(host.failure(ALL).code().name()).isEqualTo("REDIRECT_REFUSED");

            hub.forgetFaults();
            hub.when("org/tiny:config.json").always().redirectsTo(target);
            assertThat(host.failure(ALL + ":config.json").code().name()).isEqualTo("REDIRECT_REFUSED");
        }

        /** It would be the place to fetch a token from, and a token for somebody else is what it would get. */
        @Test
        void X10_about_where_to_log_in_is_not_listened_to() {
            String realm = "Bearer realm=\"%s/token\",service=\"models\"".formatted(hub.files());
            hub.when(INFO).times(1).answers(401, Map.of("WWW-Authenticate", realm));
            hub.when("org/tiny:config.json").times(1).answers(401, Map.of("WWW-Authenticate", realm));

            assertThat(host.failure(ALL).code().name()).isEqualTo("NOT_FOUND");
            assertThat(host.failure(ALL + ":config.json").code().name()).isEqualTo("AUTH_REQUIRED");
            assertThat(hub.records().at(Origin.FILES)).isEmpty();
        }

        @Test
        void S27_a_branch_that_moves_meanwhile_changes_nothing() {
            String commit = tiny.head("main");
            Hold hold = hub.when("org/tiny:model.bin").at(Origin.CDN).stallsAfter(1_000_000);
            JobHandle<InstalledModel> job = host.start(ALL);
            TestEngine.done(hold.reached());
            tiny.file("config.json", "{\"new\":true}").commit();
            hold.release();
            host.until(job, COMPLETED);

            assertThat(TestEngine.now(job.result()).commit()).isEqualTo(commit);
            assertThat(host.repo("org/tiny").snapshot(commit).resolve("config.json"))
                    .hasContent("{}");
        }
    }

    @Nested
    class What_it_sends {
        @Test
        void S17_from_a_signed_url_that_expires_in_the_middle_goes_on_with_a_new_one() {
            hub.when("org/tiny:model.bin").at(Origin.CDN).times(1).closesAfter(1_000_000);
            hub.signedUrlsLastFor(1);

            assertThat(host.installed(ALL).files()).hasSize(3);
            assertThat(hub.records().sent("org/tiny:model.bin")).isLessThan(2 * WEIGHTS.size());
        }

        @Test
        void N07_M3_up_to_where_the_connection_is_reset_need_not_be_sent_again() {
            hub.when("org/tiny:model.bin").at(Origin.CDN).times(1).stallsAfter(1_000_000);
            JobHandle<InstalledModel> job = host.start(ALL + ":model.bin");
            host.engine().until("what was sent to be stored", () -> ModelServer.partialIn(folder) == 1_000_000);
            hub.dropConnections();
            host.until(job, COMPLETED);

            assertThat(TestEngine.now(job.result()).path()).hasBinaryContent(WEIGHTS.bytes());
            assertThat(hub.records().of("model.bin").stream()
                            .filter(Seen::bringsBytes)
                            .map(Seen::range))
                    .containsExactly(null, "bytes=1000000-");
        }

        @Test
        void S24_M2_damaged_once_is_fetched_once_more() {
            hub.when("org/tiny:model.bin").at(Origin.CDN).times(1).garblesByte(1_234_567);

            assertThat(host.installed(ALL + ":model.bin").path()).hasBinaryContent(WEIGHTS.bytes());
        }

        @Test
        void S10_compressed_is_no_file() {
            hub.when("org/tiny:config.json").always().compresses();

            assertThat(host.failure(ALL + ":config.json").code().name()).isEqualTo("PROTOCOL");
        }

        @Test
        void S29_X26_beyond_what_was_announced_is_not_stored_and_confuses_nobody() {
            hub.when("org/tiny:config.json").always().addsBytes(5_000_000);

            assertThat(host.installed(ALL + ":config.json").path()).hasContent("{}");
            assertThat(host.installed(ALL).files()).hasSize(3);
        }

        @Test
        void S26_without_one_of_its_files_is_no_model_and_the_others_need_not_come_again() {
            hub.when("org/tiny:model.bin").always().answers(404);
            JobError error = host.failure(ALL);
            assertThat(error.code().name()).isEqualTo("NOT_FOUND");
            assertThat(error.message()).contains("model.bin");
            assertThat(host.repo("org/tiny").path().resolve("refs")).doesNotExist();

            hub.forgetFaults();
            hub.records().forget();
            assertThat(host.installed(ALL).files()).hasSize(3);
            assertThat(hub.records().all().stream().filter(Seen::bringsBytes).map(Seen::file))
                    .contains("org/tiny:model.bin")
                    .doesNotHaveDuplicates();
        }

        @Test
        void S25_a_pointer_to_the_file_is_not_the_file() {
            String pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 3000000\n"
                    .formatted(WEIGHTS.sha256());
            String url = hub.file("/weights.bin", Content.of(pointer)).url().toString();

            JobError error = host.failure(url);
            assertThat(error.code().name()).isEqualTo("PROTOCOL");
            assertThat(error.message()).contains("weights.bin").contains("pointer");
        }
    }

    @Nested
    class When_the_network_goes {
        @Test
        void N12_before_anything_is_known_a_job_that_may_waits_until_it_is_back() {
            host.close();
            host = new HubHost(folder, hub, setup -> setup.waitForNetwork(true));
            hub.goesDown();
            JobHandle<InstalledModel> job = host.start(ALL);
            host.untilItSays(job, "; waiting for the network since ");
            hub.comesBack();
            host.until(job, COMPLETED);

            assertThat(TestEngine.now(job.result()).files()).hasSize(3);
        }

        @Test
        void N12_in_the_middle_of_a_file_it_goes_on_there_when_it_is_back() {
            host.close();
            host = new HubHost(folder, hub, setup -> setup.waitForNetwork(true));
            hub.when("org/tiny:model.bin").at(Origin.CDN).times(1).stallsAfter(1_000_000);
            JobHandle<InstalledModel> job = host.start(ALL + ":model.bin");
            host.engine().until("what was sent to be stored", () -> ModelServer.partialIn(folder) == 1_000_000);
            hub.goesDown();
            host.untilItSays(job, "; waiting for the network since ");
            hub.comesBack();
            host.until(job, COMPLETED);

            assertThat(TestEngine.now(job.result()).path()).hasBinaryContent(WEIGHTS.bytes());
            assertThat(hub.records().of("model.bin").stream()
                            .filter(Seen::bringsBytes)
                            .map(Seen::range))
                    .containsExactly(null, "bytes=1000000-");
        }
    }

    @Nested
    class An_archive {
        /** One name leads out of the folder, and one entry is a thousand times larger than what it takes. */
        @Test
        void X16_X17_stays_the_one_file_that_it_is() throws IOException {
            var zipped = new ByteArrayOutputStream();
            try (var zip = new ZipOutputStream(zipped)) {
                zip.putNextEntry(new ZipEntry("../../../evil.txt"));
                zip.putNextEntry(new ZipEntry("bomb.bin"));
                zip.write(new byte[5_000_000]);
            }
            hub.model("org/zipped")
                    .lfs("model.zip", Content.of(zipped.toByteArray()))
                    .commit();

            Path snapshot = host.installed("hf:org/zipped").path();
            assertThat(snapshot.resolve("model.zip")).hasBinaryContent(zipped.toByteArray());
            try (var files = Files.walk(folder)) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .noneMatch(name -> name.startsWith("evil") || name.startsWith("bomb"));
            }
        }
    }

    @Nested
    class What_names_it_has {
        @ParameterizedTest
        @ValueSource(strings = {"../evil.txt", "C:\\evil.txt", "a/../../evil.txt", "con.txt", "evil.txt.", "a\u0000b"})
        void X14_D17_that_are_unsafe_are_refused_before_anything_is_written(String name) {
            hub.model("org/evil").file("fine.txt", "fine").file(name, "evil").commit();

            assertThat(host.failure("hf:org/evil").code().name()).isEqualTo("UNSAFE_NAME");
            assertThat(folder.resolve("hub")).doesNotExist();
        }

        @ParameterizedTest
        @ValueSource(strings = {"a\rb", "a\nb", "a\r\nSet-Cookie: b"})
        void X20_that_hold_a_line_break_are_refused(String name) {
            hub.model("org/evil").file(name, "evil").commit();

            JobError error = host.failure("hf:org/evil");
            assertThat(error.code().name()).isEqualTo("UNSAFE_NAME");
            assertThat(error.message()).doesNotContain("\r").doesNotContain("\n");
        }

        @Test
        void X20_are_not_those_that_an_answer_gives_to_its_bytes() {
            String url = hub.file("/weights.bin", Content.of("weights")).url().toString();
            hub.whenAsked(seen -> seen.path().equals("/weights.bin"))
                    .always()
                    .withHeader("Content-Disposition", "attachment; filename=\"../../evil.bin\"");

            assertThat(host.installed(url).path()).hasFileName("weights.bin").hasContent("weights");
        }

        @Test
        void D17_that_would_be_one_file_elsewhere_are_refused_everywhere() {
            hub.model("org/twins").file("A.bin", "one").file("a.bin", "two").commit();

            assertThat(host.failure("hf:org/twins").code().name()).isEqualTo("UNSAFE_NAME");
        }
    }

    @Nested
    class What_the_disk_does {
        @Test
        void D13_X19_a_link_where_a_folder_should_be_is_not_followed() throws IOException {
            Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
            Path repo = Files.createDirectories(host.repo("org/tiny").path());
            Files.createSymbolicLink(repo.resolve("snapshots"), elsewhere);

            assertThat(host.failure(ALL).code().name()).isEqualTo("UNSAFE_NAME");
            assertThat(elsewhere).isEmptyDirectory();
        }

        @Test
        void D13_X19_a_link_where_content_should_be_is_neither_followed_nor_replaced() throws IOException {
            Path elsewhere = Files.write(folder.resolve("elsewhere"), WEIGHTS.bytes());
            Path blob = host.repo("org/tiny").blob(WEIGHTS.sha256());
            Files.createDirectories(blob.getParent());
            Files.createSymbolicLink(blob, elsewhere);

            JobError error = host.failure(ALL);
            assertThat(error.code().name()).isEqualTo("UNSAFE_NAME");
            assertThat(error.message()).contains(blob.toString());
            assertThat(Files.isSymbolicLink(blob)).isTrue();
            assertThat(elsewhere).hasBinaryContent(WEIGHTS.bytes());
        }

        @Test
        void D13_X19_nor_is_one_where_a_file_of_a_url_should_be() throws IOException {
            String url = hub.file("/weights.bin", WEIGHTS).url().toString();
            Path file = host.installed(url).path();
            Path elsewhere = Files.write(folder.resolve("elsewhere"), WEIGHTS.bytes());
            Files.delete(file);
            Files.createSymbolicLink(file, elsewhere);

            assertThat(host.failure(url).code().name()).isEqualTo("UNSAFE_NAME");
            assertThat(elsewhere).hasBinaryContent(WEIGHTS.bytes());
        }

        @Test
        void D14_without_links_the_files_themselves_take_their_places() {
            host.close();
            host = new HubHost(folder, hub, setup -> setup.linksAllowed(false));

            Path snapshot = host.installed(ALL).path();
            assertThat(snapshot.resolve("model.bin")).isRegularFile().hasBinaryContent(WEIGHTS.bytes());
            assertThat(Files.isSymbolicLink(snapshot.resolve("model.bin"))).isFalse();
            hub.records().forget();
            host.installed(ALL);
            assertThat(hub.records().all()).isEmpty();
        }

        @Test
        void D07_a_cache_that_is_deleted_is_filled_again() throws IOException {
            host.installed(ALL);
            try (var files = Files.walk(folder.resolve("hub"))) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }

            assertThat(host.installed(ALL).path().resolve("model.bin")).hasBinaryContent(WEIGHTS.bytes());
        }

        @Test
        void D12_bit_rot_is_found_when_the_file_looks_touched_and_only_that_file_comes_again() throws IOException {
            Path weights = host.installed(ALL).path().resolve("model.bin").toRealPath();
            byte[] rotten = WEIGHTS.bytes();
            rotten[777] ^= 1;
            Files.write(weights, rotten);
            hub.records().forget();

            assertThat(host.installed(ALL).path().resolve("model.bin")).hasBinaryContent(WEIGHTS.bytes());
            assertThat(hub.records().all().stream().filter(Seen::bringsBytes).map(Seen::file))
                    .containsExactly("org/tiny:model.bin");
        }
    }
}
