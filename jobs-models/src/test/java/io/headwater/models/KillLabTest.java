package io.headwater.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.testkit.hub.Content;
import io.headwater.testkit.hub.Hold;
import io.headwater.testkit.hub.HubLookAlike;
import io.headwater.testkit.hub.Origin;
import io.headwater.testkit.hub.Seen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that downloads one model after the other is killed with -9, again and again, at named points and at random
 * instants, and each next one goes on where it was. {@code -Dheadwater.crash.kills=300} kills more often, {@code
 * -Dheadwater.crash.seed=7} aims as another run did; a failed campaign leaves its folder.
 */
class KillLabTest {
    private static final int KILLS =
            Integer.getInteger("headwater.crash.kills", Boolean.getBoolean("headwater.long") ? 400 : 40);
    private static final long SEED = Long.getLong("headwater.crash.seed", new Random().nextInt(1_000_000));
    private static final long MEBIBYTE = 1024 * 1024;
    private static final Content WEIGHTS = Content.generated(1, 24 * MEBIBYTE);
    private static final byte[] BYTES = WEIGHTS.bytes();

    private final HubLookAlike hub = HubLookAlike.start();
    private final Random random = new Random(SEED);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    private Counters written;
    private int current;
    private int downloaded;

    @BeforeEach
    void prepare() throws IOException {
        Files.createDirectory(folder.resolve("disk"));
        written = new Counters(folder.resolve("written"));
        for (int number = 0; number <= 2 * KILLS; number++) {
            hub.model("org/tiny-" + number).lfs("model.bin", WEIGHTS).commit();
        }
    }

    @AfterEach
    void close() {
        hub.close();
    }

    /** How much is on its way then, nobody can tell; so what counts is how much of what was on the disk is written again. */
    @Test
    @Timeout(600)
    void M1_M3_M8_K01_killed_at_any_moment_it_writes_little_twice_and_nothing_half_is_seen() throws Exception {
        Moment[] moments = Moment.values();
        for (int kill = 0; kill < KILLS / 2; kill++) {
            Moment moment = kill % 4 == 3 ? null : moments[kill % moments.length];
            int pass = 1 + random.nextInt(moment == Moment.WRITING ? 40 : 2);
            String aim = "kill %d, at %s %d, seed %d".formatted(kill, moment, pass, SEED);
            long enough = hub.records().sent() + random.nextLong(WEIGHTS.size());
            // Not every moment comes in every download: where nothing was there, nothing is read again.
            kill(
                    aim,
                    moment,
                    pass,
                    process -> moment == null
                            ? hub.records().sent() >= enough
                            : process.standsStill() || process.downloaded() == 2);
            account(aim, written::of);
        }
        finish(written::of);
    }

    /** When all that was sent has reached the disk, and by one connection: then the server sees what is asked for again. */
    @Test
    @Timeout(600)
    void M3_killed_wherever_it_has_come_to_it_asks_for_little_twice() throws Exception {
        hub.limitConnections(1);
        for (int kill = 0; kill < KILLS / 2; kill++) {
            long place = random.nextLong(WEIGHTS.size());
            String aim = "kill %d, %d bytes further, seed %d".formatted(kill, place, SEED);
            Hold hold = hub.when(file(current)).at(Origin.CDN).stallsAfter(place);
            kill(aim, null, 0, process -> process.downloaded() > 0 || (isReached(hold) && allIsWritten()));
            hub.forgetFaults();
            hold.release();
            littleWasAskedTwice(current, aim);
            account(aim, written::of);
        }
        finish(written::of);
    }

    private void littleWasAskedTwice(int number, String aim) {
        long before = 0;
        for (Seen answer : hub.records().of(file(number))) {
            if (answer.bringsBytes()) {
                String range = Objects.requireNonNullElse(answer.range(), "bytes=0-");
                long from = Long.parseLong(range.substring("bytes=".length(), range.indexOf('-')));
                assertThat(before - from).as(aim).isBetween(0L, 8 * MEBIBYTE);
                before = from + answer.sent();
            }
        }
    }

    private interface Until {
        boolean is(Running process);
    }

    private void kill(String aim, @Nullable Moment moment, int pass, Until enough) throws Exception {
        try (var process = new Running(folder, aim, arguments(2 * KILLS, moment, pass))) {
            while (!enough.is(process)) {
                process.live();
            }
            process.kill();
            downloaded = process.downloaded();
        }
    }

    /** The last one is not killed. */
    private void finish(IntToLongFunction fetched) throws Exception {
        String aim = "the end, seed " + SEED;
        try (var process = new Running(folder, aim, arguments(current, null, 0))) {
            process.end();
            downloaded = process.downloaded();
        }
        account(aim, fetched);
    }

    private List<String> arguments(int last, @Nullable Moment moment, int pass) {
        var arguments =
                new ArrayList<>(List.of(folder.toString(), hub.endpoint().toString()));
        arguments.addAll(List.of(Integer.toString(current), Integer.toString(last)));
        if (moment != null) {
            arguments.addAll(List.of(moment.name(), Integer.toString(pass)));
        }
        return arguments;
    }

    private static boolean isReached(Hold hold) {
        return hold.reached().toFuture().isDone();
    }

    private boolean allIsWritten() {
        long sent = hub.records().sent(file(current));
        return written.of(current) >= sent;
    }

    /** What has been said to be there is, and cost what it may; of what has not, nothing wrong is to be seen. */
    private void account(String aim, IntToLongFunction fetched) throws IOException {
        Path root = folder.resolve("disk");
        Models models = DownloadsToBeKilled.models(root, null);
        for (int next = current + downloaded; current < next; current++) {
            isRight(models.path(DownloadsToBeKilled.model(current)).orElseThrow(), aim);
            assertThat(fetched.applyAsLong(current) - WEIGHTS.size())
                    .as("bytes that were fetched twice; " + aim)
                    .isBetween(0L, mostTwice(current));
            remove(root.resolve("hub/models--org--tiny-" + current), aim);
        }
        for (Path file : files(root)) {
            if (String.valueOf(file.getFileName()).matches("[0-9a-f]{64}|model.bin")) {
                isRight(file, aim);
            }
        }
        models.path(DownloadsToBeKilled.model(current))
                .ifPresent(path -> assertThat(path.resolve("model.bin")).as(aim).hasSize(WEIGHTS.size()));
    }

    /** Eight mebibytes for each connection, but for the last, which nobody cut off. */
    private long mostTwice(int number) {
        long connections = hub.records().of(file(number)).stream()
                .filter(Seen::bringsBytes)
                .count();
        return 8 * MEBIBYTE * (connections - 1);
    }

    private static String file(int number) {
        return "org/tiny-%d:model.bin".formatted(number);
    }

    private static void isRight(Path path, String aim) throws IOException {
        Path file = Files.isDirectory(path) ? path.resolve("model.bin") : path;
        assertThat(Arrays.equals(Files.readAllBytes(file), BYTES))
                .as("%s: %s", aim, file)
                .isTrue();
    }

    /** With all that belongs to it; whoever was to tidy up has done so. */
    private static void remove(Path repository, String aim) throws IOException {
        for (Path file : files(repository)) {
            assertThat(String.valueOf(file.getFileName())).as(aim).doesNotContain("incomplete");
        }
        try (Stream<Path> all = Files.walk(repository)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    /** A process that downloads. */
    private static final class Running implements AutoCloseable {
        private static final int KILLED = 128 + 9;

        private final Process process;
        private final Path log;
        private final String aim;
        private final Thread reader;
        private final AtomicInteger downloaded = new AtomicInteger();
        private volatile boolean standsStill;

        Running(Path folder, String aim, List<String> arguments) throws IOException {
            this.aim = aim;
            this.log = folder.resolve("log");
            var command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-XX:-UsePerfData",
                    "-Djava.io.tmpdir=" + folder,
                    "-cp",
                    System.getProperty("java.class.path"),
                    DownloadsToBeKilled.class.getName()));
            command.addAll(arguments);
            process = new ProcessBuilder(command).redirectError(log.toFile()).start();
            reader = new Thread(this::read, "reader of " + aim);
            reader.start();
        }

        private void read() {
            process.inputReader().lines().forEach(line -> {
                if (line.startsWith("DONE")) {
                    downloaded.incrementAndGet();
                } else {
                    standsStill = true;
                }
            });
        }

        boolean standsStill() {
            return standsStill;
        }

        int downloaded() {
            return downloaded.get();
        }

        void live() throws InterruptedException, IOException {
            assertThat(process.waitFor(2, TimeUnit.MILLISECONDS))
                    .as("%s: it has ended by itself; it said %s", aim, Files.readString(log))
                    .isFalse();
        }

        /** By its handle: the process object would close the pipe, with what has not been read yet. */
        void kill() throws InterruptedException {
            process.toHandle().destroyForcibly();
            assertThat(process.waitFor()).as(aim).isEqualTo(KILLED);
            reader.join();
        }

        void end() throws InterruptedException, IOException {
            assertThat(process.waitFor())
                    .as("%s: it said %s", aim, Files.readString(log))
                    .isZero();
            reader.join();
        }

        @Override
        public void close() throws InterruptedException {
            process.toHandle().destroyForcibly();
            process.waitFor();
        }
    }
}
