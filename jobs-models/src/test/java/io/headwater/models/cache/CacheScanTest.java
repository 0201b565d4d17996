package io.headwater.models.cache;

import static io.headwater.models.cache.PythonCache.COMMIT;
import static io.headwater.models.cache.PythonCache.OTHER_COMMIT;
import static io.headwater.models.cache.PythonCache.etag;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.headwater.models.ref.RepoType;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CacheScanTest {
    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");
    private static final Instant LATER = LONG_AGO.plus(Duration.ofDays(1));
    private static final Predicate<Path> NOTHING_IN_USE = partial -> false;

    @TempDir
    private Path root;

    @Nested
    class A_scan {
        @Test
        void of_no_cache_finds_nothing() throws IOException {
            assertThat(new HubCache(root.resolve("none")).scan())
                    .isEqualTo(new CacheScan(List.of(), List.of(), List.of()));
        }

        @Test
        void tells_repositories_revisions_refs_and_sizes() throws IOException {
            python("models--org--na-me_1.0")
                    .file(COMMIT, "a", "1234")
                    .file(COMMIT, "sub/twin", "1234")
                    .file(COMMIT, "b", "12345")
                    .file(OTHER_COMMIT, "a", "1234")
                    .copy(OTHER_COMMIT, "c", "123456")
                    .ref("main", COMMIT)
                    .ref("refs/pr/1", COMMIT);
            python("datasets--squad").file(COMMIT, "x", "1").ref("main", COMMIT);
            Files.createDirectories(root.resolve(".locks/models--org--na-me_1.0"));
            Files.writeString(root.resolve("CACHEDIR.TAG"), "");
            Files.writeString(root.resolve(".DS_Store"), "");

            CacheScan scan = scan();

            assertThat(scan.damaged()).isEmpty();
            assertThat(scan.repositories())
                    .extracting(ScannedRepo::type, ScannedRepo::id, ScannedRepo::bytes)
                    .containsExactly(tuple(RepoType.DATASET, "squad", 1L), tuple(RepoType.MODEL, "org/na-me_1.0", 15L));
            assertThat(scan.bytes()).isEqualTo(16);
            assertThat(scan.repositories().get(1).revisions())
                    .extracting(ScannedRevision::commit, ScannedRevision::refs, ScannedRevision::bytes)
                    .containsExactly(
                            tuple(COMMIT, List.of("main", "refs/pr/1"), 9L), tuple(OTHER_COMMIT, List.of(), 10L));
            assertThat(scan.repositories().get(1).revisions().get(0).files())
                    .extracting(ScannedFile::path)
                    .containsExactlyInAnyOrder("a", "sub/twin", "b");
        }

        @Test
        void tells_when_content_was_last_used_and_modified() throws IOException {
            PythonCache python = python("models--o--n").file(COMMIT, "a", "1").file(COMMIT, "b", "2");
            touch(python.folder().resolve("blobs/" + etag("1")), LONG_AGO);
            touch(python.folder().resolve("blobs/" + etag("2")), LATER);

            assertThat(scan().repositories().get(0).lastModified()).isEqualTo(LATER);
            assertThat(scan().repositories().get(0).revisions().get(0).lastModified())
                    .isEqualTo(LATER);
        }

        @Test
        void lists_partials_in_damaged_repositories_too() throws IOException {
            partial("models--o--n/blobs/" + COMMIT + ".incomplete");
            partial("models--o--n/blobs/" + COMMIT + ".0123abcd.incomplete");
            partial("models--o--n/blobs/" + COMMIT + ".headwater.incomplete");
            partial("models--o--n/blobs/" + COMMIT + ".headwater.state.incomplete");

            assertThat(scan().damaged()).hasSize(1);
            assertThat(scan().partials())
                    .extracting(CacheScan.Partial::ours)
                    .containsExactlyInAnyOrder(false, false, true, true);
        }
    }

    @Nested
    class A_repository_is_damaged {
        @ParameterizedTest
        @ValueSource(strings = {"file--x", "plain", "kernels--o--n", "--x", "model--o--n"})
        void when_its_name_is_not_one(String name) throws IOException {
            Files.createDirectories(root.resolve(name).resolve("snapshots"));

            assertDamaged(name, "its name is not that of a repository");
        }

        @Test
        void when_it_is_a_file() throws IOException {
            Files.writeString(root.resolve("models--o--n"), "");

            assertDamaged("models--o--n", "it is no folder");
        }

        @Test
        void when_it_has_no_snapshots() throws IOException {
            python("models--o--n").blob("x");

            assertDamaged("models--o--n", "it has no folder of snapshots");
        }

        @Test
        void when_a_file_lies_among_its_snapshots() throws IOException {
            python("models--o--n").file(COMMIT, "x", "x");
            Files.writeString(root.resolve("models--o--n/snapshots/stray"), "");

            assertDamaged("models--o--n", "the file stray");
        }

        @Test
        void when_a_link_is_broken() throws IOException {
            python("models--o--n").file(COMMIT, "x", "x").link(COMMIT, "y", OTHER_COMMIT);

            assertDamaged("models--o--n", "y is a broken link");
        }

        @Test
        void X19_when_a_link_leads_out_of_it() throws IOException {
            Path foreign = Files.writeString(root.resolve("CACHEDIR.TAG"), "foreign");
            Files.createSymbolicLink(python("models--o--n").place(COMMIT, "x"), foreign);

            assertDamaged("models--o--n", "x leads out of it");
        }

        @ParameterizedTest
        @ValueSource(strings = {OTHER_COMMIT, COMMIT + "\n", ""})
        void when_a_ref_leads_to_no_snapshot(String ref) throws IOException {
            python("models--o--n").file(COMMIT, "x", "x").ref("refs/pr/1", ref);

            assertDamaged("models--o--n", "refs/pr/1");
        }

        @Test
        void and_the_others_are_found_all_the_same() throws IOException {
            python("models--o--bad").blob("x");
            python("models--o--good").file(COMMIT, "x", "x");

            assertThat(scan().repositories()).extracting(ScannedRepo::id).containsExactly("o/good");
        }

        private void assertDamaged(String name, String why) throws IOException {
            assertThat(scan().repositories()).isEmpty();
            assertThat(scan().damaged()).singleElement().satisfies(damage -> {
                assertThat(damage.path()).isEqualTo(root.resolve(name));
                assertThat(damage.why()).contains(why);
            });
        }
    }

    @Nested
    class Deleting_revisions {
        @Test
        void takes_the_whole_folder_with_the_last_one() throws IOException {
            python("models--o--n").file(COMMIT, "x", "123").ref("main", COMMIT).tree(COMMIT, "{}");
            python("models--o--other").file(COMMIT, "x", "123");

            Deletion deletion = repo("o/n").deletionOf(Set.of(COMMIT));
            assertThat(deletion.repositories()).containsExactly(root.resolve("models--o--n"));
            assertThat(deletion.bytes()).isEqualTo(3);
            deletion.carryOut();

            assertThat(root.resolve("models--o--n")).doesNotExist();
            assertThat(scan().repositories()).extracting(ScannedRepo::id).containsExactly("o/other");
        }

        @Test
        void M10_leaves_what_another_revision_shares() throws IOException {
            python("models--o--n")
                    .file(COMMIT, "shared", "1")
                    .file(COMMIT, "own", "12")
                    .copy(COMMIT, "copy", "123")
                    .ref("main", COMMIT)
                    .ref("v1", OTHER_COMMIT)
                    .file(OTHER_COMMIT, "elsewhere/shared", "1")
                    .tree(COMMIT, "{}");

            Deletion deletion = repo("o/n").deletionOf(List.of(COMMIT, "unknown"));
            assertThat(deletion.bytes()).isEqualTo(5);
            deletion.carryOut();
            deletion.carryOut();

            assertThat(filesBelow(root.resolve("models--o--n")))
                    .containsExactlyInAnyOrder(
                            "blobs/" + etag("1"),
                            "refs/v1",
                            "snapshots/" + OTHER_COMMIT + "/elsewhere/shared",
                            "trees/" + COMMIT + ".json");
            assertThat(scan().damaged()).isEmpty();
        }

        @Test
        void of_none_deletes_nothing() throws IOException {
            python("models--o--n").file(COMMIT, "x", "1");

            assertThat(repo("o/n").deletionOf(Set.of(OTHER_COMMIT)).isEmpty()).isTrue();
        }

        @Test
        void X19_follows_no_link_out_of_the_repository() throws IOException {
            Path foreign = Files.createDirectory(root.resolve("foreign--folder"));
            Files.writeString(foreign.resolve("precious"), "");
            PythonCache python = python("models--o--n").file(COMMIT, "x", "1").file(OTHER_COMMIT, "x", "2");
            Files.createSymbolicLink(python.place(COMMIT, "dir"), foreign);

            repo("o/n").deletionOf(Set.of(COMMIT)).carryOut();
            new HubCache(root).repo(RepoType.MODEL, "o/n").remove();

            assertThat(foreign.resolve("precious")).exists();
            assertThat(python.folder()).doesNotExist();
        }

        /** Whatever is shared with whatever: who stays is whole, and what is freed is what was promised. */
        @Test
        void M10_leaves_the_rest_whole_in_any_repository() throws IOException {
            long seed = new Random().nextLong();
            var random = new Random(seed);
            for (int round = 0; round < 20; round++) {
                PythonCache python = python("models--o--n" + round);
                List<String> commits = IntStream.range(0, 2 + random.nextInt(4))
                        .mapToObj(number -> COMMIT.substring(1) + number)
                        .toList();
                for (String commit : commits) {
                    for (int file = random.nextInt(5); file >= 0; file--) {
                        String content = "x".repeat(1 + random.nextInt(6));
                        if (random.nextInt(4) == 0) {
                            python.copy(commit, "f" + file, content);
                        } else {
                            python.file(commit, "f" + file, content);
                        }
                    }
                    python.ref("ref-" + commit, commit);
                }
                Set<String> gone =
                        commits.stream().filter(commit -> random.nextBoolean()).collect(Collectors.toSet());
                ScannedRepo before = repo("o/n" + round);

                Deletion deletion = before.deletionOf(gone);
                deletion.carryOut();

                CacheScan after = scan();
                assertThat(after.damaged()).as("seed %d", seed).isEmpty();
                ScannedRepo left = gone.size() == commits.size() ? null : repo("o/n" + round);
                assertThat(deletion.bytes())
                        .as("seed %d", seed)
                        .isEqualTo(before.bytes() - (left == null ? 0 : left.bytes()));
                if (left != null) {
                    assertThat(left.leftovers()).as("seed %d", seed).isEmpty();
                    assertThat(left.revisions())
                            .as("seed %d", seed)
                            .isEqualTo(before.revisions().stream()
                                    .filter(revision -> !gone.contains(revision.commit()))
                                    .toList());
                }
            }
        }
    }

    @Nested
    class Pruning {
        @Test
        void takes_revisions_without_a_ref_and_leaves_the_others() throws IOException {
            python("models--o--n").file(COMMIT, "x", "1").ref("main", COMMIT).file(OTHER_COMMIT, "x", "22");
            python("models--o--old").file(COMMIT, "x", "333");

            Deletion pruning = scan().pruning(LONG_AGO, NOTHING_IN_USE);
            assertThat(pruning.bytes()).isEqualTo(5);
            pruning.carryOut();

            assertThat(scan().repositories())
                    .singleElement()
                    .satisfies(repo -> assertThat(repo.revisions())
                            .extracting(ScannedRevision::commit)
                            .containsExactly(COMMIT));
        }

        @Test
        void takes_our_partials_but_those_in_use() throws IOException {
            Path used = partial("models--o--n/blobs/" + COMMIT + ".headwater.incomplete");
            Path given = partial("models--o--n/blobs/" + OTHER_COMMIT + ".headwater.incomplete");
            Path state = partial("models--o--n/blobs/" + OTHER_COMMIT + ".headwater.state.incomplete");

            scan().pruning(LONG_AGO, used::equals).carryOut();

            assertThat(used).exists();
            assertThat(given).doesNotExist();
            assertThat(state).doesNotExist();
        }

        @Test
        void leaves_the_partials_of_others_that_may_be_alive() throws IOException {
            Path dead = partial("models--o--n/blobs/" + COMMIT + ".0123abcd.incomplete");
            Path old = partial("models--o--n/blobs/" + COMMIT + ".incomplete");
            Path alive = partial("models--o--n/blobs/" + COMMIT + ".89abcdef.incomplete");
            touch(dead, LONG_AGO);
            touch(old, LONG_AGO);

            scan().pruning(LATER, NOTHING_IN_USE).carryOut();

            assertThat(dead).doesNotExist();
            assertThat(old).doesNotExist();
            assertThat(alive).exists();
        }

        @Test
        void leaves_the_folder_in_which_somebody_is_at_work() throws IOException {
            python("models--o--n").file(COMMIT, "x", "1");
            Path alive = partial("models--o--n/blobs/" + OTHER_COMMIT + ".89abcdef.incomplete");

            scan().pruning(LATER, NOTHING_IN_USE).carryOut();

            assertThat(filesBelow(root.resolve("models--o--n"))).containsExactly("blobs/" + alive.getFileName());
        }

        @Test
        void D23_takes_what_a_crash_left_behind() throws IOException {
            PythonCache python = python("models--o--n").file(COMMIT, "x", "1").ref("main", COMMIT);
            Path orphan = python.folder().resolve("blobs").resolve(python.blob("orphan"));
            Path draft = Files.writeString(python.folder().resolve(".headwater.0123.draft"), "");
            Path fresh = python.folder().resolve("blobs").resolve(python.blob("just published"));
            touch(orphan, LONG_AGO);
            touch(draft, LONG_AGO);

            scan().pruning(LATER, NOTHING_IN_USE).carryOut();

            assertThat(orphan).doesNotExist();
            assertThat(draft).doesNotExist();
            assertThat(fresh).exists();
            assertThat(scan().repositories().get(0).bytes()).isEqualTo(1);
        }
    }

    @Test
    void D24_a_scan_that_nobody_waits_for_any_more_stops() throws IOException {
        python("models--o--n").file(COMMIT, "x", "1");
        Thread.currentThread().interrupt();

        assertThatThrownBy(this::scan).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    private CacheScan scan() throws IOException {
        return new HubCache(root).scan();
    }

    private ScannedRepo repo(String id) throws IOException {
        return scan().repositories().stream()
                .filter(repo -> repo.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private PythonCache python(String folder) {
        return new PythonCache(root.resolve(folder));
    }

    private Path partial(String path) throws IOException {
        Files.createDirectories(root.resolve(path).getParent());
        return Files.writeString(root.resolve(path), "part");
    }

    private static void touch(Path file, Instant time) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(time));
    }

    private static List<String> filesBelow(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> !Files.isDirectory(file))
                    .map(file -> folder.relativize(file).toString())
                    .toList();
        }
    }
}
