package io.headwater.testkit.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What the hub tells as JSON (reference, section 4). */
class HubLookAlikeApiTest {
    private final HubLookAlike hub = HubLookAlike.start();
    private final Visitor visitor = new Visitor(hub);

    @AfterEach
    void close() {
        hub.close();
    }

    private static List<String> texts(JsonNode array, String field) {
        var texts = new ArrayList<String>();
        array.forEach(item -> texts.add(item.get(field).asString()));
        return texts;
    }

    @Nested
    class Info_of_a_repository {
        private final Content weights = Content.generated(7, 300_000);
        private final Repository repository =
                hub.model("org/tiny").file("sub/config.json", "Hello, World!").lfs("model.bin", weights);
        private final String commit = repository.commit();

        /** The check values of section 9: the git id of thirteen bytes. */
        @Test
        void names_the_commit_and_with_blobs_what_each_file_is() throws IOException {
            JsonNode info = visitor.json("/api/models/org/tiny?blobs=true");
            assertThat(info.get("id").asString()).isEqualTo("org/tiny");
            assertThat(info.get("sha").asString()).isEqualTo(commit).matches("[0-9a-f]{40}");
            assertThat(info.get("author").asString()).isEqualTo("org");
            assertThat(info.get("gated").isBoolean()).isTrue();
            assertThat(info.get("usedStorage").asLong()).isEqualTo(300_013);
            JsonNode large = info.get("siblings").get(0);
            assertThat(large.get("rfilename").asString()).isEqualTo("model.bin");
            assertThat(large.get("size").asLong()).isEqualTo(300_000);
            assertThat(large.get("lfs").get("sha256").asString()).isEqualTo(weights.sha256());
            assertThat(large.get("lfs").get("pointerSize").asInt()).isEqualTo(131);
            JsonNode small = info.get("siblings").get(1);
            assertThat(small.get("blobId").asString()).isEqualTo("b45ef6fec89518d314f546fd6c3025367b721684");
            assertThat(small.has("lfs")).isFalse();
        }

        @Test
        void says_nothing_of_sizes_unless_asked() throws IOException {
            JsonNode first =
                    visitor.json("/api/models/org/tiny").get("siblings").get(0);
            assertThat(first.propertyNames()).containsExactly("rfilename");
        }

        @Test
        void shrinks_to_the_fields_that_were_asked_for() throws IOException {
            JsonNode info = visitor.json("/api/models/org/tiny?expand=sha&expand=gated");
            assertThat(info.propertyNames()).containsExactlyInAnyOrder("_id", "id", "sha", "gated");
        }

        @Test
        void is_had_by_branch_tag_pull_request_commit_and_part_of_a_commit() throws IOException {
            String other = repository.file("new.txt", "new").commitTo("refs/pr/1");
            repository.tag("v1", commit);
            for (String revision : List.of("main", "v1", commit, commit.substring(0, 8))) {
                assertThat(visitor.json("/api/models/org/tiny/revision/" + revision)
                                .get("sha")
                                .asString())
                        .isEqualTo(commit);
            }
            assertThat(visitor.json("/api/models/org/tiny/revision/refs%2Fpr%2F1")
                            .get("sha")
                            .asString())
                    .isEqualTo(other);
        }

        /** Section 16, trap 10. */
        @Test
        void has_fields_of_mixed_types() throws IOException {
            repository.gated(Repository.Gate.MANUAL).license("mit", "apache-2.0");
            JsonNode info = visitor.json("/api/models/org/tiny");
            assertThat(info.get("gated").asString()).isEqualTo("manual");
            assertThat(info.get("cardData").get("license").isArray()).isTrue();
            assertThat(info.get("tags").get(0).asString()).isEqualTo("license:mit");
        }

        @Test
        void has_dates_with_none_to_nine_digits_of_a_second() throws IOException {
            var lengths = new ArrayList<Integer>();
            for (int i = 0; i < 6; i++) {
                String date =
                        visitor.json("/api/models/org/tiny").get("lastModified").asString();
                lengths.add(date.length() - "2024-05-01T12:00:00Z".length());
                repository.file("count.txt", String.valueOf(i)).commit();
            }
            assertThat(lengths).containsExactly(4, 0, 2, 7, 10, 3);
        }
    }

    @Nested
    class A_tree {
        private final Repository repository = hub.dataset("org/many");

        @Test
        void has_directories_and_files_with_both_names_of_a_large_one() throws IOException {
            Content weights = Content.generated(3, 1000);
            repository.lfs("a/b/large.bin", weights).file("top.txt", "x").commit();
            JsonNode rows = visitor.json("/api/datasets/org/many/tree/main?recursive=true&expand=false");
            assertThat(texts(rows, "path")).containsExactlyInAnyOrder("a", "a/b", "a/b/large.bin", "top.txt");
            for (JsonNode row : rows) {
                if (row.get("path").asString().equals("a/b/large.bin")) {
                    assertThat(row.get("oid").asString()).matches("[0-9a-f]{40}");
                    assertThat(row.get("lfs").get("oid").asString()).isEqualTo(weights.sha256());
                    assertThat(row.get("xetHash").asString())
                            .matches("[0-9a-f]{64}")
                            .isNotEqualTo(weights.sha256());
                }
            }
        }

        @Test
        void shows_one_directory_unless_asked_for_all() throws IOException {
            repository.file("a/b/c.txt", "x").file("a/d.txt", "y").commit();
            assertThat(texts(visitor.json("/api/datasets/org/many/tree/main/a"), "path"))
                    .containsExactlyInAnyOrder("a/b", "a/d.txt");
            assertThat(texts(visitor.json("/api/datasets/org/many/tree/main/a%2Fb"), "path"))
                    .containsExactly("a/b/c.txt");
        }

        @Test
        void comes_in_pages_with_absolute_links_that_carry_the_whole_question() throws IOException {
            for (int i = 0; i < 25; i++) {
                repository.file("f%02d.txt".formatted(i), "content " + i);
            }
            repository.commit();
            hub.pageSize(10);
            var paths = new ArrayList<String>();
            String next = hub.endpoint() + "/api/datasets/org/many/tree/main?recursive=true&expand=false";
            int pages = 0;
            while (next != null) {
                assertThat(next).startsWith(hub.endpoint().toString()).contains("recursive=true&expand=false");
                HttpResponse<byte[]> page = visitor.get(next);
                paths.addAll(texts(Visitor.json(page), "path"));
                next = page.headers()
                        .firstValue("Link")
                        .map(link -> link.replaceFirst("<(.*)>; rel=\"next\"", "$1"))
                        .orElse(null);
                pages++;
            }
            assertThat(pages).isEqualTo(3);
            assertThat(paths)
                    .doesNotHaveDuplicates()
                    .hasSize(25)
                    .isNotEqualTo(paths.stream().sorted().toList());
        }

        /** Section 4.2: a mirror passes on what the hub calls itself. */
        @Test
        void may_link_to_another_host_than_the_one_that_was_asked() throws IOException {
            repository.file("a", "1").file("b", "2").commit();
            hub.pageSize(1).namesItself(URI.create("https://huggingface.co"));
            assertThat(Visitor.header(visitor.get("/api/datasets/org/many/tree/main"), "Link"))
                    .startsWith("<https://huggingface.co/api/datasets/org/many/tree/main?cursor=");
        }
    }

    @Test
    void refs_list_branches_tags_and_on_request_pull_requests() throws IOException {
        Repository repository = hub.model("tiny").file("a", "1");
        String commit = repository.commit();
        repository.tag("v1", commit).file("a", "2").commitTo("refs/pr/4");
        JsonNode refs = visitor.json("/api/models/tiny/refs");
        assertThat(refs.get("branches").get(0).get("ref").asString()).isEqualTo("refs/heads/main");
        assertThat(refs.get("tags").get(0).get("targetCommit").asString()).isEqualTo(commit);
        assertThat(refs.has("pullRequests")).isFalse();
        assertThat(texts(visitor.json("/api/models/tiny/refs?include_prs=1").get("pullRequests"), "name"))
                .containsExactly("refs/pr/4");
    }

    /** Section 3: as it is with small files. */
    @Test
    void json_is_compressed_for_those_who_take_it() throws IOException {
        hub.model("tiny").file("a.txt", "1").commit();
        HttpResponse<byte[]> info = visitor.get("/api/models/tiny", "Accept-Encoding", "gzip");
        assertThat(Visitor.header(info, "Content-Encoding")).isEqualTo("gzip");
        assertThat(visitor.get("/api/models/tiny").headers().firstValue("Content-Encoding"))
                .isEmpty();
    }

    @Test
    void paths_info_leaves_out_what_there_is_not() throws IOException {
        hub.model("tiny").file("a.txt", "1").file("b.txt", "2").commit();
        HttpResponse<byte[]> rows =
                visitor.post("/api/models/tiny/paths-info/main", "paths=a.txt&paths=none.txt&expand=false");
        assertThat(texts(Visitor.json(rows), "path")).containsExactly("a.txt");
    }
}
