package io.headwater.models.cache;

import static io.headwater.models.cache.PythonCache.COMMIT;
import static io.headwater.models.cache.PythonCache.OTHER_COMMIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.models.cache.Shelf.Coming;
import io.headwater.models.download.Rename;
import io.headwater.models.ref.RepoType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nobody holds a lock here, so whatever goes well goes well on a file system without locks, too. */
class CacheRaceTest {
    private static final int ROUNDS = 60;

    @TempDir
    private Path root;

    /** Puts the same files into the same repository as others do at the same moment. */
    static final class Racer {
        private Racer() {}

        public static void main(String... arguments) throws IOException {
            race(new HubCache(Path.of(arguments[0])), arguments[1]);
        }

        static void race(HubCache cache, String mark) throws IOException {
            RepoFolder repo = cache.repo(RepoType.MODEL, "o/n");
            for (int round = 0; round < ROUNDS; round++) {
                String content = content(round);
                String etag = PythonCache.etag(content);
                String commit = round % 2 == 0 ? COMMIT : OTHER_COMMIT;
                Path partial = repo.blobs().resolve("%s.%s.incomplete".formatted(etag, mark));
                Rename.file(Files.writeString(partial, content), repo.blob(etag));
                require(repo.place(commit, path(round), etag, Coming.FOUND), "no content to link to");
                require(repo.place(commit, path(round), etag, Coming.FOUND), "no file");
                repo.writeTree(commit, List.of());
                repo.noteAbsent(commit, path(round));
                repo.writeRef("main", commit);
                require(repo.commitOf("main").isPresent(), "no ref");
                require(repo.file(commit, path(round)).isPresent(), "nothing found");
            }
        }

        private static void require(boolean fine, String otherwise) {
            if (!fine) {
                throw new IllegalStateException(otherwise);
            }
        }
    }

    @Nested
    class D18_D19_Two_threads {
        @Test
        void end_with_every_file_whole_and_nothing_else() throws Exception {
            var start = new CountDownLatch(1);
            race(start, List.of(racer(start, "a", true), racer(start, "b", true)));

            assertEveryFileIsWhole();
            assertNothingElseIsThere();
        }

        @Test
        void D14_end_with_every_file_whole_also_where_only_one_of_them_makes_links() throws Exception {
            var start = new CountDownLatch(1);
            race(start, List.of(racer(start, "a", true), racer(start, "b", false)));

            assertEveryFileIsWhole();
        }

        @Test
        void never_show_a_reader_half_a_file_or_half_a_ref() throws Exception {
            var start = new CountDownLatch(1);
            var over = new AtomicBoolean();
            Callable<Void> reader = () -> {
                start.await();
                boolean seen = false;
                while (!over.get()) {
                    seen = readAll(seen);
                }
                return null;
            };
            Callable<Void> writers = () -> {
                try {
                    var both = new CountDownLatch(1);
                    race(both, List.of(racer(both, "a", true), racer(both, "b", true)));
                    return null;
                } finally {
                    over.set(true);
                }
            };
            race(start, List.of(reader, writers));

            assertEveryFileIsWhole();
            assertNothingElseIsThere();
        }

        private boolean readAll(boolean seen) throws IOException {
            RepoFolder repo = new HubCache(root).repo(RepoType.MODEL, "o/n");
            Optional<String> commit = repo.commitOf("main");
            assertThat(commit.isPresent() || !seen)
                    .as("a ref that was there stays")
                    .isTrue();
            for (int round = 0; round < ROUNDS; round++) {
                Optional<Path> file = repo.file(round % 2 == 0 ? COMMIT : OTHER_COMMIT, path(round));
                if (file.isPresent()) {
                    assertThat(file.get()).hasContent(content(round));
                }
            }
            return commit.isPresent();
        }

        private Callable<Void> racer(CountDownLatch start, String mark, boolean links) {
            return () -> {
                start.await();
                Racer.race(new HubCache(root, links), mark);
                return null;
            };
        }

        private void race(CountDownLatch start, List<Callable<Void>> racers) throws Exception {
            ExecutorService threads = Executors.newFixedThreadPool(racers.size());
            try {
                var ends = new ArrayList<Future<Void>>();
                for (Callable<Void> racer : racers) {
                    ends.add(threads.submit(racer));
                }
                start.countDown();
                for (Future<Void> end : ends) {
                    end.get();
                }
            } finally {
                threads.shutdownNow();
            }
        }
    }

    @Nested
    class D18_Two_processes {
        @Test
        void end_with_every_file_whole_and_nothing_else() throws Exception {
            var processes = new ArrayList<Process>();
            try {
                for (String mark : List.of("a", "b")) {
                    processes.add(new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-XX:TieredStopAtLevel=1",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    Racer.class.getName(),
                                    root.toString(),
                                    mark)
                            .inheritIO()
                            .start());
                }
                for (Process process : processes) {
                    assertThat(process.waitFor(150, TimeUnit.SECONDS)).isTrue();
                    assertThat(process.exitValue()).isZero();
                }
            } finally {
                processes.forEach(Process::destroyForcibly);
            }

            assertEveryFileIsWhole();
            assertNothingElseIsThere();
        }
    }

    private void assertEveryFileIsWhole() throws IOException {
        RepoFolder repo = new HubCache(root).repo(RepoType.MODEL, "o/n");
        for (int round = 0; round < ROUNDS; round++) {
            String commit = round % 2 == 0 ? COMMIT : OTHER_COMMIT;
            assertThat(repo.file(commit, path(round)).orElseThrow()).hasContent(content(round));
            assertThat(repo.path().resolve(".no_exist").resolve(commit).resolve(path(round)))
                    .isEmptyFile();
        }
    }

    private void assertNothingElseIsThere() throws IOException {
        CacheScan scan = new HubCache(root).scan();
        assertThat(scan.damaged()).isEmpty();
        assertThat(scan.partials()).isEmpty();
        assertThat(scan.repositories())
                .singleElement()
                .satisfies(found -> assertThat(found.leftovers()).isEmpty());
        try (Stream<Path> own = Files.list(root.resolve("models--o--n"))) {
            assertThat(own.map(entry -> entry.getFileName().toString()))
                    .containsExactlyInAnyOrder("blobs", "refs", "snapshots", "trees", ".no_exist");
        }
    }

    private static String path(int round) {
        return "sub/".repeat(round % 3) + "file" + round / 3;
    }

    private static String content(int round) {
        return "content of round " + round;
    }
}
