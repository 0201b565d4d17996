package io.headwater.models.cache;

import static io.headwater.models.cache.PythonCache.COMMIT;
import static io.headwater.models.cache.PythonCache.OTHER_COMMIT;
import static io.headwater.models.cache.PythonCache.etag;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import io.headwater.models.cache.Shelf.Coming;
import io.headwater.models.ref.RepoType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubCacheTest {
    private static final String HELLO = "Hello, World!";
    private static final String HELLO_ETAG = "b45ef6fec89518d314f546fd6c3025367b721684";
    private static final String SHA256 = "9be78edb5b928eba33aa88f431551348f7466ba9f5ef3daf1d552398722a5436";

    @TempDir
    private Path root;

    @Nested
    class A_repository {
        @Test
        void has_a_folder_named_as_its_caller_wrote_it() {
            assertThat(new HubCache(root).repo(RepoType.MODEL, "Org/Name-1.0").path())
                    .isEqualTo(root.resolve("models--Org--Name-1.0"));
            assertThat(new HubCache(root).repo(RepoType.DATASET, "squad").path())
                    .isEqualTo(root.resolve("datasets--squad"));
            assertThat(new HubCache(root).repo(RepoType.SPACE, "o/s").path()).isEqualTo(root.resolve("spaces--o--s"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "", "/", "a/b/c", "/a", "a/", "a--b", "a..b", "..", "../x", "-a", "a-", ".a", "a.", "o/-a", "a b",
                    "a.git", "a\\b", "ä", "a\n", "o/a:b"
                })
        void X14_is_refused_under_a_wrong_name(String id) {
            assertUnsafe(() -> new HubCache(root).repo(RepoType.MODEL, id));
        }

        @Test
        void is_refused_under_too_long_a_name() {
            assertUnsafe(() -> new HubCache(root).repo(RepoType.MODEL, "o/" + "a".repeat(97)));
        }

        @Test
        void is_not_made_by_looking_at_it() throws IOException {
            assertThat(repo().commitOf("main")).isEmpty();
            assertThat(repo().file("main", "x")).isEmpty();
            assertThat(repo().snapshotOf("main")).isEmpty();
            assertThat(repo().tree(COMMIT)).isEmpty();
            assertThat(repo().blob(HELLO_ETAG)).doesNotExist();

            assertThat(root).isEmptyDirectory();
        }
    }

    @Nested
    class Content {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "..",
                    "sha256:../..",
                    "b45ef6fec89518d314f546fd6c3025367b72168",
                    "b45ef6fec89518d314f546fd6c3025367b7216844",
                    "B45EF6FEC89518D314F546FD6C3025367B721684",
                    "g45ef6fec89518d314f546fd6c3025367b721684",
                    "b45ef6fec89518d314f546fd6c3025367b721684\n",
                    "9be78edb5b928eba33aa88f431551348f7466ba9f5ef3daf1d552398722a543"
                })
        void X15_is_refused_under_what_is_no_digest(String etag) {
            assertUnsafe(() -> repo().blob(etag));
        }
    }

    @Nested
    class A_ref {
        @Test
        void is_the_commit_and_nothing_else() throws IOException {
            repo().writeRef("main", COMMIT);
            repo().writeRef("refs/pr/1", OTHER_COMMIT);

            assertThat(inRepo("refs/main")).hasBinaryContent(COMMIT.getBytes(StandardCharsets.US_ASCII));
            assertThat(inRepo("refs/refs/pr/1")).hasContent(OTHER_COMMIT);
            assertThat(repo().commitOf("refs/pr/1")).contains(OTHER_COMMIT);
        }

        @Test
        void of_a_commit_is_not_written_for_it_is_itself() throws IOException {
            repo().writeRef(COMMIT, COMMIT);

            assertThat(root).isEmptyDirectory();
            assertThat(repo().commitOf(COMMIT)).contains(COMMIT);
        }

        @Test
        void moves_on_and_leaves_nothing_else_behind() throws IOException {
            repo().writeRef("main", COMMIT);
            repo().writeRef("main", OTHER_COMMIT);

            assertThat(repo().commitOf("main")).contains(OTHER_COMMIT);
            assertThat(filesIn("")).containsExactly("refs/main");
        }

        @Test
        void is_left_alone_where_it_is_right_already() throws IOException {
            repo().writeRef("main", COMMIT);
            Object identity =
                    Files.readAttributes(inRepo("refs/main"), "fileKey").get("fileKey");

            repo().writeRef("main", COMMIT);

            assertThat(Files.readAttributes(inRepo("refs/main"), "fileKey")).containsEntry("fileKey", identity);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "0123456789abcdef0123456789abcdef01234567\n", "main", "0123", "x"})
        void with_anything_else_in_it_is_none(String content) throws IOException {
            python().file(COMMIT, "x", HELLO).ref("main", content);

            assertThat(repo().commitOf("main")).isEmpty();
            assertThat(repo().file("main", "x")).isEmpty();
        }

        @Test
        void that_is_a_folder_is_none() throws IOException {
            repo().writeRef("refs/pr/1", COMMIT);

            assertThat(repo().commitOf("refs/pr")).isEmpty();
        }

        @Test
        void X14_of_an_unsafe_name_is_refused() {
            assertUnsafe(() -> repo().commitOf("../../x"));
            assertUnsafe(() -> repo().writeRef("a/../../x", COMMIT));
            assertUnsafe(() -> repo().writeRef("main", "main"));
        }

        @Test
        void X19_is_neither_read_nor_written_through_a_link() throws IOException {
            Path foreign = Files.writeString(root.resolve("foreign"), OTHER_COMMIT);
            Files.createDirectories(inRepo("refs"));
            Files.createSymbolicLink(inRepo("refs/main"), foreign);
            assertThat(repo().commitOf("main")).isEmpty();

            repo().writeRef("main", COMMIT);

            assertThat(foreign).hasContent(OTHER_COMMIT);
            assertThat(repo().commitOf("main")).contains(COMMIT);
        }
    }

    @Nested
    class A_file_of_a_snapshot {
        @Test
        void is_a_relative_link_from_its_own_folder() throws IOException {
            have(repo(), HELLO);

            assertThat(repo().place(COMMIT, "top", HELLO_ETAG, Coming.FOUND)).isTrue();
            assertThat(repo().place(COMMIT, "sub/dir/x", HELLO_ETAG, Coming.FOUND))
                    .isTrue();

            assertThat(Files.readSymbolicLink(repo().snapshot(COMMIT).resolve("top")))
                    .hasToString("../../blobs/" + HELLO_ETAG);
            assertThat(Files.readSymbolicLink(repo().snapshot(COMMIT).resolve("sub/dir/x")))
                    .hasToString("../../../../blobs/" + HELLO_ETAG);
            assertThat(repo().file(COMMIT, "sub/dir/x").orElseThrow()).hasContent(HELLO);
        }

        @Test
        void is_not_made_without_its_content() throws IOException {
            assertThat(repo().place(COMMIT, "x", HELLO_ETAG, Coming.FOUND)).isFalse();
            assertThat(root).isEmptyDirectory();
        }

        @Test
        void that_is_a_broken_link_is_replaced() throws IOException {
            python().link(COMMIT, "x", SHA256);
            have(repo(), HELLO);
            assertThat(repo().file(COMMIT, "x")).isEmpty();

            assertThat(repo().place(COMMIT, "x", HELLO_ETAG, Coming.FOUND)).isTrue();

            assertThat(repo().file(COMMIT, "x").orElseThrow()).hasContent(HELLO);
        }

        @Test
        void that_leads_to_other_content_is_replaced() throws IOException {
            python().file(COMMIT, "x", "other").blob(HELLO);

            assertThat(repo().place(COMMIT, "x", HELLO_ETAG, Coming.FOUND)).isTrue();

            assertThat(repo().file(COMMIT, "x").orElseThrow()).hasContent(HELLO);
            assertThat(repo().blob(etag("other"))).hasContent("other");
        }

        @Test
        void that_is_a_copy_is_as_good_as_a_link() throws IOException {
            python().copy(COMMIT, "x", HELLO);

            assertThat(repo().file(COMMIT, "x").orElseThrow()).hasContent(HELLO);
            assertThat(repo().place(COMMIT, "x", HELLO_ETAG, Coming.FOUND)).isTrue();
            assertThat(repo().snapshot(COMMIT).resolve("x")).isRegularFile();
        }

        @Test
        void that_is_a_damaged_copy_can_be_taken_out() throws IOException {
            python().copy(COMMIT, "x", "damaged").blob(HELLO);

            repo().unlink(COMMIT, "x");
            repo().place(COMMIT, "x", HELLO_ETAG, Coming.FOUND);

            assertThat(repo().file(COMMIT, "x").orElseThrow()).hasContent(HELLO);
        }

        @Test
        void is_found_where_Python_put_it() throws IOException {
            python().file(COMMIT, "config.json", "{}")
                    .file(COMMIT, "sub/dir/x", HELLO)
                    .ref("main", COMMIT)
                    .ref("refs/pr/1", COMMIT);

            assertThat(repo().file("main", "config.json").orElseThrow()).hasContent("{}");
            assertThat(repo().file("refs/pr/1", "sub/dir/x").orElseThrow()).hasContent(HELLO);
            assertThat(repo().file(COMMIT, "sub/dir/x").orElseThrow()).hasContent(HELLO);
            assertThat(repo().file("v1", "config.json")).isEmpty();
            assertThat(repo().file("main", "sub/dir")).isEmpty();
        }

        @Test
        void X19_is_not_found_through_a_link_out_of_the_repository() throws IOException {
            Path foreign = Files.writeString(root.resolve("foreign"), "secret");
            Files.createSymbolicLink(python().place(COMMIT, "x"), foreign);

            assertThat(repo().file(COMMIT, "x")).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"blobs", "snapshots", "snapshots/" + COMMIT, "snapshots/" + COMMIT + "/sub"})
        void D13_X19_is_not_made_through_a_link_out_of_the_repository(String planted) throws IOException {
            Path elsewhere = Files.createDirectory(root.resolve("elsewhere"));
            Files.createDirectories(inRepo(planted).getParent());
            Files.createSymbolicLink(inRepo(planted), elsewhere);

            assertUnsafe(() -> {
                have(repo(), HELLO);
                repo().place(COMMIT, "sub/x", HELLO_ETAG, Coming.FOUND);
            });
            assertThat(elsewhere).isEmptyDirectory();
        }

        @Test
        void X14_of_an_unsafe_name_is_refused() {
            assertUnsafe(() -> repo().place(COMMIT, "../../../x", HELLO_ETAG, Coming.FOUND));
            assertUnsafe(() -> repo().file(COMMIT, "/etc/passwd"));
            assertUnsafe(() -> repo().noteAbsent(COMMIT, "..\\x"));
            assertUnsafe(() -> repo().snapshot("../" + COMMIT.substring(3)));
        }
    }

    @Nested
    class D14_Without_links {
        @Test
        void new_content_moves_into_the_snapshot() throws IOException {
            have(withoutLinks(), HELLO);

            assertThat(withoutLinks().place(COMMIT, "sub/x", HELLO_ETAG, Coming.FRESH_FOR_ONE))
                    .isTrue();

            assertThat(withoutLinks().file(COMMIT, "sub/x").orElseThrow()).hasContent(HELLO);
            assertThat(filesIn("")).containsExactly("snapshots/" + COMMIT + "/sub/x");
        }

        @Test
        void content_that_was_there_is_copied() throws IOException {
            have(withoutLinks(), HELLO);

            assertThat(withoutLinks().place(COMMIT, "x", HELLO_ETAG, Coming.FOUND))
                    .isTrue();
            assertThat(withoutLinks().place(OTHER_COMMIT, "x", HELLO_ETAG, Coming.FOUND))
                    .isTrue();

            assertThat(filesIn(""))
                    .containsExactlyInAnyOrder(
                            "blobs/" + HELLO_ETAG, "snapshots/" + COMMIT + "/x", "snapshots/" + OTHER_COMMIT + "/x");
            assertThat(Files.isSymbolicLink(withoutLinks().snapshot(COMMIT).resolve("x")))
                    .isFalse();
        }

        @Test
        void links_of_others_are_read_all_the_same() throws IOException {
            python().file(COMMIT, "x", HELLO);

            assertThat(withoutLinks().file(COMMIT, "x").orElseThrow()).hasContent(HELLO);
            assertThat(withoutLinks().place(COMMIT, "x", HELLO_ETAG, Coming.FOUND))
                    .isTrue();
        }
    }

    @Nested
    class A_listing {
        private final List<TreeFile> files = List.of(
                new TreeFile("model.safetensors", 1234, COMMIT, SHA256, SHA256),
                new TreeFile("config.json", 519, HELLO_ETAG, null, null),
                new TreeFile("é\uD83D\uDE00 \"q\"\\\t\u007f", 0, HELLO_ETAG, null, null),
                new TreeFile("\uFF21", 0, HELLO_ETAG, null, null),
                new TreeFile("\uD83D\uDE00", 0, HELLO_ETAG, null, null));

        @Test
        void is_written_as_Python_writes_it() throws IOException {
            repo().writeTree(COMMIT, files);

            assertThat(Files.readString(inRepo("trees/" + COMMIT + ".json")))
                    .isEqualTo("""
                            {
                             "format_version": 1,
                             "files": {
                              "config.json": {
                               "size": 519,
                               "blob_id": "%1$s"
                              },
                              "model.safetensors": {
                               "size": 1234,
                               "blob_id": "%2$s",
                               "lfs_sha256": "%3$s",
                               "lfs_size": 1234,
                               "xet_hash": "%3$s"
                              },
                              "\\u00e9\\ud83d\\ude00 \\"q\\"\\\\\\t\\u007f": {
                               "size": 0,
                               "blob_id": "%1$s"
                              },
                              "\\uff21": {
                               "size": 0,
                               "blob_id": "%1$s"
                              },
                              "\\ud83d\\ude00": {
                               "size": 0,
                               "blob_id": "%1$s"
                              }
                             }
                            }""".formatted(HELLO_ETAG, COMMIT, SHA256));
            assertThat(filesIn("")).containsExactly("trees/" + COMMIT + ".json");
        }

        @Test
        void of_nothing_is_written_as_Python_writes_it() throws IOException {
            repo().writeTree(COMMIT, List.of());

            assertThat(inRepo("trees/" + COMMIT + ".json")).hasContent("{\n \"format_version\": 1,\n \"files\": {}\n}");
        }

        @Test
        void is_read_as_it_was_written() throws IOException {
            repo().writeTree(COMMIT, files);

            assertThat(repo().tree(COMMIT).orElseThrow()).containsExactlyInAnyOrderElementsOf(files);
            assertThat(repo().tree(OTHER_COMMIT)).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "no json",
                    "[]",
                    "{}",
                    "{\"format_version\": 2, \"files\": {}}",
                    "{\"format_version\": 1, \"files\": []}",
                    "{\"format_version\": 1, \"files\": {\"x\": {}}}",
                    "{\"format_version\": 1, \"files\": {\"x\": {\"size\": -1, \"blob_id\": \"b\"}}}",
                    "{\"format_version\": 1, \"files\": {\"x\": {\"size\": 1, \"blob_id\": \"b\", \"xet_hash\": \"short\"}}}",
                    "{\"format_version\": 1, \"files\": {\"x\": {\"si"
                })
        void S23_that_makes_no_sense_is_none(String text) throws IOException {
            python().tree(COMMIT, text);

            assertThat(repo().tree(COMMIT)).isEmpty();
        }

        @Test
        void that_others_would_not_read_is_not_kept() throws IOException {
            repo().writeTree(COMMIT, List.of(new TreeFile("x", 1, HELLO_ETAG, null, "not a hash")));

            assertThat(root).isEmptyDirectory();
        }
    }

    @Nested
    class What_the_hub_does_not_have {
        @Test
        void is_remembered_for_the_commit() throws IOException {
            python().file(COMMIT, "x", HELLO);

            repo().noteAbsent(COMMIT, "sub/optional.json");
            repo().noteAbsent(COMMIT, "sub/optional.json");

            assertThat(inRepo(".no_exist/" + OTHER_COMMIT)).doesNotExist();
            assertThat(inRepo(".no_exist/" + COMMIT + "/sub/optional.json")).isEmptyFile();
        }

        @Test
        void D06_is_forgotten_where_it_cannot_be_written() throws IOException {
            Files.createDirectories(inRepo("snapshots"));
            Files.writeString(inRepo(".no_exist"), "in the way");

            repo().noteAbsent(COMMIT, "x");

            assertThat(inRepo(".no_exist")).hasContent("in the way");
        }
    }

    @Nested
    class The_cache_itself {
        @Test
        void holds_nothing_but_repositories_and_its_tag() throws IOException {
            have(repo(), HELLO);
            repo().place(COMMIT, "x", HELLO_ETAG, Coming.FOUND);

            try (Stream<Path> entries = Files.list(root)) {
                assertThat(entries.map(entry -> entry.getFileName().toString()))
                        .containsExactlyInAnyOrder("CACHEDIR.TAG", "models--o--n");
            }
            assertThat(Files.readAllLines(root.resolve("CACHEDIR.TAG")).get(0))
                    .isEqualTo("Signature: 8a477f597d28d172789f06886806bc55");
            assertThat(Files.readAllLines(root.resolve("CACHEDIR.TAG")))
                    .allMatch(line -> line.startsWith("Signature: ") || line.startsWith("#"));
        }

        @Test
        void writes_nothing_that_is_for_its_owner_alone() throws IOException {
            Path ordinary = Files.writeString(root.resolve("ordinary"), "");
            repo().writeRef("main", COMMIT);
            repo().writeTree(COMMIT, List.of());

            for (Path file : List.of(inRepo("refs/main"), inRepo("trees/" + COMMIT + ".json"))) {
                assertThat(Files.getPosixFilePermissions(file)).isEqualTo(Files.getPosixFilePermissions(ordinary));
            }
        }

        @Test
        void leaves_the_tag_of_others_alone() throws IOException {
            Files.writeString(root.resolve("CACHEDIR.TAG"), "theirs");

            repo().writeRef("main", COMMIT);

            assertThat(root.resolve("CACHEDIR.TAG")).hasContent("theirs");
        }

        @Test
        void may_lie_behind_a_link_of_its_owner() throws IOException {
            Path real = Files.createDirectory(root.resolve("real"));
            Path linked = Files.createSymbolicLink(root.resolve("linked"), real);
            RepoFolder repo = new HubCache(linked).repo(RepoType.MODEL, "o/n");

            have(repo, HELLO);
            repo.place(COMMIT, "x", HELLO_ETAG, Coming.FOUND);

            assertThat(repo.file(COMMIT, "x").orElseThrow()).hasContent(HELLO);
        }
    }

    @Nested
    class Whatever_the_repository {
        /** Random trees, put here by Python's rules and by ours, links and copies mixed: each reads what both wrote. */
        @Test
        void all_its_files_are_found_whoever_put_them_here() throws IOException {
            long seed = new Random().nextLong();
            var random = new Random(seed);
            for (int round = 0; round < 20; round++) {
                String id = "o/n" + round;
                var python = PythonCache.model(root, id);
                RepoFolder repo = new HubCache(root, random.nextBoolean()).repo(RepoType.MODEL, id);
                var listing = new ArrayList<TreeFile>();
                for (String path : anyPaths(random)) {
                    String content = "content " + random.nextInt(5);
                    put(path, content, python, repo, random);
                    listing.add(new TreeFile(path, content.length(), etag(content), null, null));
                }
                repo.writeTree(COMMIT, listing);
                repo.writeRef("main", COMMIT);

                for (TreeFile file : listing) {
                    assertThat(repo.file("main", file.path()).orElseThrow())
                            .as("seed %d: %s", seed, file.path())
                            .isRegularFile()
                            .satisfies(found ->
                                    assertThat(etag(Files.readString(found))).isEqualTo(file.etag()));
                }
            }
        }

        private void put(String path, String content, PythonCache python, RepoFolder repo, Random random)
                throws IOException {
            switch (random.nextInt(4)) {
                case 0 -> python.file(COMMIT, path, content);
                case 1 -> python.copy(COMMIT, path, content);
                default -> {
                    boolean mayMove = !Files.exists(repo.blob(etag(content))) && random.nextBoolean();
                    have(repo, content);
                    assertThat(
                                    mayMove
                                            ? repo.place(COMMIT, path, etag(content), Coming.FRESH_FOR_ONE)
                                            : repo.place(COMMIT, path, etag(content), Coming.FOUND))
                            .isTrue();
                }
            }
        }

        private Set<String> anyPaths(Random random) {
            var paths = new TreeSet<String>();
            for (int count = random.nextInt(12); count >= 0; count--) {
                paths.add("d/".repeat(random.nextInt(4)) + "file" + random.nextInt(8) + ".bin");
            }
            return paths;
        }
    }

    private RepoFolder repo() {
        return new HubCache(root).repo(RepoType.MODEL, "o/n");
    }

    private RepoFolder withoutLinks() {
        return new HubCache(root, false).repo(RepoType.MODEL, "o/n");
    }

    private PythonCache python() {
        return PythonCache.model(root, "o/n");
    }

    private Path inRepo(String path) {
        return root.resolve("models--o--n").resolve(path);
    }

    private static void have(RepoFolder repo, String content) throws IOException {
        Files.writeString(repo.blobs().resolve(etag(content)), content);
    }

    private List<String> filesIn(String path) throws IOException {
        try (Stream<Path> files = Files.walk(inRepo(path))) {
            return files.filter(file -> !Files.isDirectory(file))
                    .map(file -> inRepo(path).relativize(file).toString())
                    .toList();
        }
    }

    private static void assertUnsafe(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        JobException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.UNSAFE_NAME));
    }
}
