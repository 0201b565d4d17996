package io.headwater.models.cache;

import static io.headwater.models.cache.PythonCache.COMMIT;
import static io.headwater.models.cache.PythonCache.OTHER_COMMIT;
import static io.headwater.models.cache.PythonCache.etag;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.headwater.models.cache.Shelf.Coming;
import io.headwater.models.ref.RepoType;
import io.headwater.testkit.hub.Content;
import io.headwater.testkit.hub.HubLookAlike;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real neighbour, where it happens to be installed; skipped where it is not. */
class PythonAndHubCacheTest {
    private static final String SHA256 = "9be78edb5b928eba33aa88f431551348f7466ba9f5ef3daf1d552398722a5436";

    @TempDir
    private Path root;

    @BeforeEach
    void neighbour() throws Exception {
        assumeTrue(
                run("import huggingface_hub").equals(""),
                "python3 with huggingface_hub is not installed: nothing to show");
    }

    @Nested
    class What_we_wrote {
        @Test
        void opens_there_offline() throws Exception {
            RepoFolder repo = repo();
            put(repo, COMMIT, "config.json", "{}");
            put(repo, COMMIT, "sub/dir/weights.bin", "weights");
            put(repo, COMMIT, "empty", "");
            repo.writeTree(
                    COMMIT,
                    List.of(
                            listed("config.json", "{}"),
                            listed("empty", ""),
                            listed("sub/dir/weights.bin", "weights")));
            repo.noteAbsent(COMMIT, "optional.json");
            repo.writeRef("main", COMMIT);
            repo.writeRef("refs/pr/1", COMMIT);

            assertThat(run("""
                            from huggingface_hub import snapshot_download, hf_hub_download, try_to_load_from_cache, _CACHED_NO_EXIST
                            folder = snapshot_download("o/n", cache_dir=root, local_files_only=True)
                            print(os.path.relpath(folder, root))
                            print(open(os.path.join(folder, "sub/dir/weights.bin")).read())
                            print(open(hf_hub_download("o/n", "config.json", revision="refs/pr/1", cache_dir=root, local_files_only=True)).read())
                            print(try_to_load_from_cache("o/n", "optional.json", cache_dir=root) is _CACHED_NO_EXIST)
                            """)).isEqualTo("models--o--n/snapshots/%s\nweights\n{}\nTrue\n".formatted(COMMIT));
        }

        @Test
        void is_known_there_to_be_incomplete() throws Exception {
            RepoFolder repo = repo();
            put(repo, COMMIT, "config.json", "{}");
            repo.writeTree(COMMIT, List.of(listed("config.json", "{}"), listed("missing", "")));
            repo.writeRef("main", COMMIT);

            assertThat(run("""
                            from huggingface_hub import snapshot_download
                            try:
                                print(snapshot_download("o/n", cache_dir=root, local_files_only=True))
                            except Exception as refused:
                                print(type(refused).__name__)
                            """)).contains("Incomplete");
        }

        @Test
        void is_the_same_listing_byte_for_byte() throws Exception {
            var files = List.of(
                    new TreeFile("model.safetensors", 1234, COMMIT, SHA256, SHA256),
                    new TreeFile("é\uD83D\uDE00 \"q\"\\\t\u007f/\uFF21", 0, COMMIT, null, null),
                    new TreeFile("\uFF21", 0, COMMIT, null, null),
                    new TreeFile("\uD83D\uDE00", 1L << 40, COMMIT, SHA256, null));
            RepoFolder repo = repo();
            repo.writeTree(COMMIT, files);

            assertThat(run("""
                            from huggingface_hub._tree_cache import read_tree_cache, write_tree_cache
                            ours = os.path.join(root, "models--o--n")
                            write_tree_cache(os.path.join(root, "theirs"), "%s", read_tree_cache(ours, "%s"))
                            """.formatted(COMMIT, COMMIT))).isEmpty();
            assertThat(root.resolve("theirs/trees/" + COMMIT + ".json"))
                    .hasSameBinaryContentAs(repo.path().resolve("trees/" + COMMIT + ".json"));
        }

        @Test
        void is_scanned_there_as_here() throws Exception {
            put(repo(), COMMIT, "a", "123");
            put(repo(), COMMIT, "sub/b", "1234");
            put(repo(), OTHER_COMMIT, "a", "123");
            PythonCache.model(root, "o/n").copy(OTHER_COMMIT, "copy", "12345");
            repo().writeRef("main", COMMIT);
            RepoFolder dataset = new HubCache(root).repo(RepoType.DATASET, "na-me_1");
            put(dataset, COMMIT, "x", "1");
            PythonCache.model(root, "o/damaged").ref("main", COMMIT);
            Files.writeString(repo().blobs().resolve(COMMIT + ".headwater.incomplete"), "123456");

            assertThat(theirScan()).isEqualTo(ourScan());

            ScannedRepo model = new HubCache(root).scan().repositories().get(1);
            model.deletionOf(List.of(COMMIT)).carryOut();
            assertThat(theirScan()).isEqualTo(ourScan());
        }

        @Test
        void is_known_there_in_a_folder_of_the_callers_own() throws Exception {
            var folder = new LocalFolder(root);
            Path partial = Files.writeString(folder.content("sub/x", etag("x")), "x");
            folder.publish(partial, "sub/x", COMMIT, etag("x"));

            assertThat(run("""
                            from pathlib import Path
                            from huggingface_hub._local_folder import read_download_metadata
                            note = read_download_metadata(Path(root), "sub/x")
                            print(note.commit_hash, note.etag)
                            """)).isEqualTo("%s %s\n".formatted(COMMIT, etag("x")));
        }

        private String ourScan() throws IOException {
            CacheScan scan = new HubCache(root).scan();
            return scan.repositories().stream()
                            .flatMap(repo -> repo.revisions().stream()
                                    .map(revision -> "%s %s %d %s %d %s\n"
                                            .formatted(
                                                    repo.type().name().toLowerCase(Locale.ROOT),
                                                    repo.id(),
                                                    repo.bytes(),
                                                    revision.commit(),
                                                    revision.bytes(),
                                                    revision.refs())))
                            .collect(Collectors.joining())
                    + "%d damaged, %d partial\n"
                            .formatted(scan.damaged().size(), scan.partials().size());
        }

        private String theirScan() throws Exception {
            return run("""
                    from huggingface_hub import scan_cache_dir
                    scan = scan_cache_dir(root)
                    for repo in sorted(scan.repos, key=lambda repo: repo.repo_path.name):
                        for rev in sorted(repo.revisions, key=lambda rev: rev.commit_hash):
                            refs = "[" + ", ".join(sorted(rev.refs)) + "]"
                            print(repo.repo_type, repo.repo_id, repo.size_on_disk, rev.commit_hash, rev.size_on_disk, refs)
                    print(f"{len(scan.warnings)} damaged, {len(scan.incomplete_files)} partial")
                    """);
        }
    }

    @Nested
    class What_it_wrote {
        private final HubLookAlike hub = HubLookAlike.start();

        @AfterEach
        void close() {
            hub.close();
        }

        @Test
        void is_found_here_and_nothing_of_it_is_missing() throws Exception {
            String commit = hub.model("o/n")
                    .file("config.json", "{}")
                    .file("sub/dir/empty", "")
                    .lfs("weights.bin", Content.generated(1, 300_000))
                    .commit();

            assertThat(run("""
                            os.environ["HF_ENDPOINT"] = "%s"
                            os.environ["HF_HUB_OFFLINE"] = "0"
                            os.environ["HF_HUB_DISABLE_XET"] = "1"
                            from huggingface_hub import snapshot_download
                            snapshot_download("o/n", cache_dir=root)
                            """.formatted(endpoint()))).isEmpty();

            assertThat(repo().commitOf("main")).contains(commit);
            assertThat(repo().tree(commit).orElseThrow())
                    .extracting(TreeFile::path)
                    .containsExactlyInAnyOrder("config.json", "sub/dir/empty", "weights.bin");
            for (TreeFile file : repo().tree(commit).orElseThrow()) {
                assertThat(repo().blob(file.etag())).isRegularFile();
                assertThat(repo().place(commit, file.path(), file.etag(), Coming.FOUND))
                        .isTrue();
                assertThat(repo().file("main", file.path()).orElseThrow()).hasSize(file.bytes());
            }
            assertThat(repo().file("main", "config.json").orElseThrow()).hasContent("{}");
            assertThat(new HubCache(root).scan().damaged()).isEmpty();

            byte[] theirs = Files.readAllBytes(repo().path().resolve("trees/" + commit + ".json"));
            repo().writeTree(commit, repo().tree(commit).orElseThrow());
            assertThat(repo().path().resolve("trees/" + commit + ".json")).hasBinaryContent(theirs);
        }

        /** Under another name than that of the second origin: newer clients take hosts that differ in the port for one. */
        private String endpoint() {
            return "http://localhost:" + hub.endpoint().getPort();
        }
    }

    private RepoFolder repo() {
        return new HubCache(root).repo(RepoType.MODEL, "o/n");
    }

    private static void put(RepoFolder repo, String commit, String path, String content) throws IOException {
        Files.writeString(repo.blobs().resolve(etag(content)), content);
        repo.place(commit, path, etag(content), Coming.FOUND);
    }

    private static TreeFile listed(String path, String content) {
        return new TreeFile(path, content.length(), etag(content), null, null);
    }

    /** What it prints; a failure is printed, too. */
    private String run(String script) throws Exception {
        Path output = root.resolveSibling(root.getFileName() + ".out");
        try {
            var builder = new ProcessBuilder(
                            "python3", "-c", "import os, sys\nroot = sys.argv[1]\n" + script, root.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().put("HF_HUB_OFFLINE", "1");
            builder.environment().put("HF_HUB_DISABLE_PROGRESS_BARS", "1");
            Process python = builder.start();
            try {
                assertThat(python.waitFor(150, TimeUnit.SECONDS)).isTrue();
            } finally {
                python.destroyForcibly();
            }
            return Files.readString(output, StandardCharsets.UTF_8);
        } catch (IOException noPython) {
            return noPython.toString();
        } finally {
            Files.deleteIfExists(output);
        }
    }
}
