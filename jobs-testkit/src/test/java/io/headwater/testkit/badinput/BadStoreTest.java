package io.headwater.testkit.badinput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.headwater.core.JobEngine;
import io.headwater.core.fault.Faults;
import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobQuery;
import io.headwater.jobs.JobState;
import io.headwater.testkit.OtherJvm;
import io.headwater.testkit.Said;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.puppet.Line;
import io.headwater.testkit.puppet.Puppet;
import io.headwater.testkit.puppet.Puppets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** A file that cannot be used is left as it is, and people are told why. */
class BadStoreTest {
    private static final int JOBS = 300;

    @TempDir
    Path folder;

    private final Puppets puppets = new Puppets();

    private Path file() {
        return folder.resolve("jobs.db");
    }

    private static Refusal refused(Path file) {
        return Refusal.in(
                catchThrowable(() -> JobEngine.builder().database(file).start().close()));
    }

    private static Refusal refusedElsewhere(List<String> before, List<String> options, Path file) throws Exception {
        try (OtherJvm other = OtherJvm.run(before, options, StartMain.class, file)) {
            List<String> all = other.linesToTheEnd();
            assertThat(all).hasSizeGreaterThanOrEqualTo(3);
            // What comes before is the driver's log.
            List<String> lines = all.subList(all.size() - 3, all.size());
            return new Refusal(lines.get(0), lines.get(1), lines.get(2));
        }
    }

    /** A file with jobs in it, none of which has begun. */
    private List<JobId> fill() {
        try (TestEngine engine = puppets.engine().folder(folder).start()) {
            DispatchOptions later = DispatchOptions.defaults().withDelay(Duration.ofDays(30));
            return IntStream.range(0, JOBS)
                    .mapToObj(number ->
                            engine.dispatch(new Puppet("job " + number), later).id())
                    .toList();
        }
    }

    @Nested
    class A_file_in_use {
        @Test
        void K12_is_refused_to_a_second_engine_and_the_first_goes_on() {
            try (TestEngine first = puppets.engine().folder(folder).start()) {
                refused(file()).isA(ErrorCode.STORE_BUSY).naming(file());
                assertWorks(first);
            }
        }

        @Test
        void K12_is_refused_under_another_name_too() throws IOException {
            try (TestEngine first = puppets.engine().folder(folder).start()) {
                refused(folder.resolve("..").resolve(folder.getFileName()).resolve("jobs.db"))
                        .isA(ErrorCode.STORE_BUSY);
                Path alias = Files.createSymbolicLink(folder.resolveSibling(folder.getFileName() + "-alias"), folder);
                try {
                    refused(alias.resolve("jobs.db")).isA(ErrorCode.STORE_BUSY);
                } finally {
                    Files.delete(alias);
                }
                assertWorks(first);
            }
        }

        @Test
        void K12_is_refused_to_another_process_which_is_told_who_holds_it() throws Exception {
            try (TestEngine first = puppets.engine().folder(folder).start()) {
                refusedElsewhere(List.of(), List.of(), file())
                        .isA(ErrorCode.STORE_BUSY)
                        .naming(file(), ProcessHandle.current().pid());
                assertWorks(first);
            }
        }

        @Test
        void K12_is_free_again_when_an_engine_could_not_be_made() {
            var unfit = JobEngine.builder().database(file()).upcaster("nobody", 1, stored -> stored);
            assertThat(catchThrowable(unfit::start)).isInstanceOf(IllegalArgumentException.class);
            try (TestEngine next = puppets.engine().folder(folder).start()) {
                assertWorks(next);
            }
        }

        @Test
        void K13_is_free_when_the_other_process_was_killed() throws Exception {
            try (OtherJvm other = OtherJvm.run(List.of(), List.of(), StartMain.class, file(), "hold")) {
                assertThat(other.line()).isEqualTo(StartMain.STARTED);
                refused(file()).isA(ErrorCode.STORE_BUSY);
                other.kill();
                try (TestEngine next = puppets.engine().folder(folder).start()) {
                    assertWorks(next);
                }
            }
        }
    }

    private void assertWorks(TestEngine engine) {
        var handle = engine.dispatch(new Puppet("healthy"));
        puppets.emit("healthy", "done");
        assertThat(TestEngine.now(handle.result())).isEqualTo("done");
    }

    @Nested
    class A_damaged_file {
        @Test
        void B03_that_was_never_a_database_is_refused_and_left_as_it_is() throws IOException {
            var garbage = new byte[16_384];
            new Random(1).nextBytes(garbage);
            Files.write(file(), garbage);
            refused(file()).isA(ErrorCode.STORE_CORRUPT).naming(file());
            assertThat(file()).hasBinaryContent(garbage);
        }

        @Test
        void B03_whose_header_is_garbage_is_refused_and_left_as_it_is() throws IOException {
            fill();
            overwrite(0, 100);
            byte[] before = Files.readAllBytes(file());
            refused(file()).isA(ErrorCode.STORE_CORRUPT).naming(file());
            assertThat(file()).hasBinaryContent(before);
        }

        @Test
        void B03_with_garbage_in_the_middle_is_told_of_by_whoever_meets_it() throws IOException {
            fill();
            long size = Files.size(file());
            overwrite(size / 4 / 4_096 * 4_096, (int) (size / 2));
            Throwable failure = catchThrowable(() -> {
                try (JobEngine engine = JobEngine.builder().database(file()).start()) {
                    String cursor = null;
                    do {
                        JobQuery query =
                                cursor == null ? JobQuery.all() : JobQuery.all().after(cursor);
                        var page = TestEngine.now(engine.list(query));
                        cursor = page.next();
                    } while (cursor != null);
                }
            });
            Refusal.in(failure).isA(ErrorCode.STORE_CORRUPT).naming(file());
        }

        @Test
        void B03_whose_index_is_garbage_at_the_start_is_refused_and_whole_again_when_that_is_repaired()
                throws Exception {
            List<JobId> jobs = fill();
            Page page = rootOf("job_open");
            byte[] whole = page.overwrite();
            for (int time = 0; time < 2; time++) {
                refused(file()).isA(ErrorCode.STORE_CORRUPT).naming(file());
            }
            page.write(whole);
            try (TestEngine again = puppets.engine().folder(folder).start()) {
                assertThat(jobs).allSatisfy(job -> assertThat(again.state(job)).isEqualTo(JobState.SCHEDULED));
            }
        }

        @Test
        void B03_that_shows_while_an_engine_works_stops_it_and_everybody_is_told() throws Exception {
            JobId running;
            try (TestEngine engine = puppets.engine().folder(folder).start()) {
                running = engine.dispatch(new Puppet("running")).id();
                engine.until(running, JobState.RUNNING);
            }
            Page page = rootOf("job_parent");
            byte[] whole = page.overwrite();
            puppets.plays("parent", Line.awaits("child"));
            try (Said said = Said.by("headwater.journal");
                    TestEngine engine = puppets.engine().folder(folder).start()) {
                puppets.untilOnStage("running");
                CompletableFuture<JobEvent> events =
                        engine.jobs().events().ignoreElements().toFuture();
                CompletableFuture<String> result =
                        engine.jobs().handle(running, Puppet.class).result().toFuture();
                JobHandle<String> parent = engine.dispatch(new Puppet("parent")); // whose child would be in that index

                assertThat(Refusal.by(Mono.fromFuture(result)))
                        .isEqualTo(Refusal.by(parent.result()))
                        .isEqualTo(Refusal.by(Mono.fromFuture(events)))
                        .isEqualTo(Refusal.by(engine.jobs().dispatch(new Puppet("refused"))))
                        .isEqualTo(Refusal.by(engine.jobs().pause(running).thenReturn("paused")))
                        .satisfies(
                                refusal -> refusal.isA(ErrorCode.STORE_CORRUPT).naming(file()));
                puppets.emit("running", "in vain");
                engine.settle();
                assertThat(said.ofFailures()).hasSize(1);
            }
            page.write(whole);
            try (TestEngine again = puppets.engine().folder(folder).start()) {
                puppets.emit("running", "done");
                puppets.emit("child", "grown");
                again.until(running, JobState.COMPLETED);
                again.until(
                        "the parent to end", () -> TestEngine.now(again.jobs().count(JobQuery.all())) == 3);
            }
        }

        /** The first page of an index. */
        private Page rootOf(String index) throws SQLException {
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                    var statement = connection.createStatement()) {
                try (var pages = statement.executeQuery("pragma page_size")) {
                    int size = pages.getInt(1);
                    try (var root =
                            statement.executeQuery("select rootpage from sqlite_master where name = '" + index + "'")) {
                        return new Page((root.getLong(1) - 1) * size, size);
                    }
                }
            }
        }

        private final class Page {
            private final long place;
            private final int size;

            Page(long place, int size) {
                this.place = place;
                this.size = size;
            }

            /** With garbage; what was there. */
            byte[] overwrite() throws IOException {
                byte[] whole = Arrays.copyOfRange(Files.readAllBytes(file()), (int) place, (int) place + size);
                BadStoreTest.A_damaged_file.this.overwrite(place, size);
                return whole;
            }

            void write(byte[] bytes) throws IOException {
                try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
                    channel.write(ByteBuffer.wrap(bytes), place);
                }
            }
        }

        private void overwrite(long from, int many) throws IOException {
            var garbage = new byte[many];
            new Random(2).nextBytes(garbage);
            try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(garbage), from);
            }
        }
    }

    @Nested
    class A_file_of_a_newer_version {
        @Test
        void B07_is_refused_and_left_as_it_is_to_the_last_byte() throws SQLException, IOException {
            List<JobId> jobs = fill();
            int known = version();
            version(known + 41);
            byte[] before = Files.readAllBytes(file());
            Refusal refusal = refused(file()).isA(ErrorCode.STORE_NEWER).naming(file(), known + 41, known);
            assertThat(refusal.hint()).contains("newer version", "another database file");
            assertThat(Files.readAllBytes(file())).isEqualTo(before);
            assertThat(folder.toFile().list()).containsExactlyInAnyOrder("jobs.db", "jobs.db.lock");

            version(known);
            try (TestEngine again = puppets.engine().folder(folder).start()) {
                assertThat(jobs).allSatisfy(job -> assertThat(again.state(job)).isEqualTo(JobState.SCHEDULED));
            }
        }

        private int version() throws SQLException {
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                    var statement = connection.createStatement();
                    var row = statement.executeQuery("pragma user_version")) {
                return row.getInt(1);
            }
        }

        private void version(int wanted) throws SQLException {
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                    var statement = connection.createStatement()) {
                statement.execute("pragma user_version = " + wanted);
            }
        }
    }

    @Nested
    class A_place_that_cannot_be_written {
        @Test
        void B05_where_nothing_can_be_made_is_refused() {
            Assumptions.assumeTrue(Files.isDirectory(Path.of("/proc/self")), "there is no /proc here");
            refused(Path.of("/proc/jobs.db")).isA(ErrorCode.READ_ONLY).naming("/proc/jobs.db");
        }

        @Test
        void B05_a_folder_without_the_right_to_write_is_refused() throws Exception {
            allow(folder, "r-xr-xr-x");
            try {
                refusedElsewhere(boundByPermissions(), List.of(), file())
                        .isA(ErrorCode.READ_ONLY)
                        .naming(file());
            } finally {
                allow(folder, "rwxr-xr-x");
            }
            assertThat(folder).isEmptyDirectory();
        }

        @Test
        void B05_a_file_without_the_right_to_write_is_refused_and_left_as_it_is() throws Exception {
            List<JobId> jobs = fill();
            byte[] before = Files.readAllBytes(file());
            allow(file(), "r--r--r--");
            refusedElsewhere(boundByPermissions(), List.of(), file())
                    .isA(ErrorCode.READ_ONLY)
                    .naming(file());
            assertThat(file()).hasBinaryContent(before);
            allow(file(), "rw-r--r--");
            try (TestEngine again = puppets.engine().folder(folder).start()) {
                assertThat(again.state(jobs.get(0))).isEqualTo(JobState.SCHEDULED);
            }
        }

        private static void allow(Path path, String rights) throws IOException {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(rights));
        }

        /** The superuser may write everywhere, unless that right is taken away. */
        private static List<String> boundByPermissions() throws Exception {
            if (!System.getProperty("user.name").equals("root")) {
                return List.of();
            }
            List<String> command = List.of("setpriv", "--bounding-set", "-dac_override,-dac_read_search");
            assumeWorks(command);
            return command;
        }
    }

    /** Skips the test, aloud, where a command cannot be used here. */
    static void assumeWorks(List<String> command) throws InterruptedException {
        var whole = new ArrayList<>(command);
        whole.add("true");
        boolean works;
        try {
            works = new ProcessBuilder(whole).inheritIO().start().waitFor() == 0;
        } catch (IOException missing) {
            works = false;
        }
        Assumptions.assumeTrue(works, "cannot be used here: " + String.join(" ", command));
    }

    @Nested
    class A_place_on_a_network {
        @Test
        void B06_is_refused_and_nothing_is_made_there() {
            refusedOn("nfs4");
            refusedOn("fuse.sshfs");
            assertThat(folder).isEmptyDirectory();
        }

        private void refusedOn(String fileSystem) {
            var posing = new Faults() {
                @Override
                public String posesAs(String unused) {
                    return fileSystem;
                }
            };
            Refusal refusal = Refusal.in(catchThrowable(() -> JobEngine.builder()
                            .database(file())
                            .faults(posing)
                            .start()
                            .close()))
                    .naming(file(), fileSystem);
            assertThat(refusal.code()).isEqualTo("NETWORK_FILE_SYSTEM");
        }
    }

    @Nested
    class A_path_that_is_no_place_for_a_file {
        @Test
        void because_it_is_a_folder_is_refused() throws IOException {
            Files.createDirectory(file());
            Refusal refusal = refused(file()).naming(file());
            assertThat(refusal.code()).isIn("IO", "READ_ONLY", "CONFIG");
            assertThat(file()).isEmptyDirectory();
        }

        @Test
        void because_its_folder_is_a_file_is_refused() throws IOException {
            Files.writeString(folder.resolve("file"), "I was here first.");
            Path below = folder.resolve("file").resolve("jobs.db");
            Refusal refusal = refused(below).naming(below);
            assertThat(refusal.code()).isIn("IO", "READ_ONLY", "CONFIG");
            assertThat(folder.resolve("file")).hasContent("I was here first.");
        }
    }

    @Test
    void K04_a_handler_that_uses_up_all_memory_fails_and_the_engine_works_on() throws Exception {
        try (OtherJvm other = OtherJvm.run(List.of(), List.of("-Xmx48m"), OutOfMemoryMain.class, folder)) {
            assertThat(other.linesToTheEnd().stream().filter(line -> line.startsWith("= ")))
                    .containsExactly(
                            "= HANDLER_ERROR", "= The JVM ran out of memory: Java heap space", "= done", "= 1");
        }
    }

    @Test
    void B13_a_native_library_that_cannot_be_loaded_is_told_of_with_the_way_out() throws Exception {
        Path file = Files.writeString(folder.resolve("no-folder"), "");
        Refusal refusal = refusedElsewhere(
                List.of(),
                List.of(
                        "-Dorg.sqlite.lib.path=" + folder.resolve("nowhere"),
                        "-Dorg.sqlite.tmpdir=" + file.resolve("nowhere")),
                file());
        assertThat(refusal.code()).isEqualTo("NATIVE_LIBRARY");
        assertThat(refusal.hint()).contains("org.sqlite.tmpdir");
        assertThat(file()).doesNotExist();
    }
}
