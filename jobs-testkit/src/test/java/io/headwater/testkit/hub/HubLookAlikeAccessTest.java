package io.headwater.testkit.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who may see what, and how the hub says no (reference, section 6). */
class HubLookAlikeAccessTest {
    private static final String INFO = "/api/models/org/tiny";
    private static final String TREE = "/api/models/org/tiny/tree/main";
    private static final String FILE = "/org/tiny/resolve/main/config.json";
    private static final String MEMBER = "hf_member";
    private static final String STRANGER = "hf_stranger";

    private final HubLookAlike hub = HubLookAlike.start().token(MEMBER).token(STRANGER);
    private final Visitor visitor = new Visitor(hub);
    private final Repository repository =
            hub.model("org/tiny").file("config.json", "{}").letIn(MEMBER);
    private final String commit = repository.commit();

    @AfterEach
    void close() {
        hub.close();
    }

    private HttpResponse<byte[]> get(String path, String token) throws IOException {
        return visitor.get(path, "Authorization", "Bearer " + token);
    }

    private static void assertRefused(HttpResponse<byte[]> answer, int status, String code) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("X-Error-Code").orElse("")).isEqualTo(code);
        assertThat(Visitor.json(answer).get("error").asString())
                .isEqualTo(Visitor.header(answer, "X-Error-Message"))
                .isNotBlank();
        assertThat(Visitor.header(answer, "X-Request-Id")).isNotBlank();
    }

    @Test
    void a_bad_token_fails_even_for_what_is_public() throws IOException {
        for (String path : List.of(INFO, TREE, FILE, "/api/whoami-v2")) {
            HttpResponse<byte[]> answer = get(path, "hf_bad");
            assertRefused(answer, 401, "");
            assertThat(Visitor.header(answer, "X-Error-Message"))
                    .isEqualTo("Invalid credentials in Authorization header");
        }
        assertThat(get(INFO, STRANGER).statusCode()).isEqualTo(200);
        assertThat(get("/api/whoami-v2", STRANGER).statusCode()).isEqualTo(200);
    }

    @Test
    void what_is_missing_and_what_is_private_look_the_same() throws IOException {
        repository.makePrivate();
        for (String path : List.of(INFO, FILE, "/api/models/org/none", "/org/none/resolve/main/config.json")) {
            assertRefused(visitor.get(path), 401, "RepoNotFound");
            assertRefused(get(path, STRANGER), 404, "RepoNotFound");
        }
        assertThat(Visitor.json(get(INFO, MEMBER)).get("private").asBoolean()).isTrue();
        assertThat(get(FILE, MEMBER).statusCode()).isEqualTo(307);
    }

    @Test
    void a_gate_stands_before_files_and_leaves_info_open() throws IOException {
        repository.gated(Repository.Gate.AUTO);
        assertRefused(visitor.get(FILE), 401, "GatedRepo");
        assertRefused(get(FILE, STRANGER), 403, "GatedRepo");
        assertThat(get(FILE, MEMBER).statusCode()).isEqualTo(307);
        assertThat(visitor.json(INFO).get("gated").asString()).isEqualTo("auto");
        repository.gatedEverywhere();
        assertRefused(visitor.get(INFO), 401, "GatedRepo");
    }

    @Test
    void what_is_disabled_says_so() throws IOException {
        repository.disable();
        assertRefused(visitor.get(FILE), 403, "");
        assertThat(Visitor.header(visitor.get(INFO), "X-Error-Message"))
                .isEqualTo("Access to this resource is disabled.");
    }

    @Test
    void revisions_and_files_that_are_not_there_are_told_apart() throws IOException {
        assertRefused(visitor.get("/org/tiny/resolve/none/config.json"), 404, "RevisionNotFound");
        assertRefused(visitor.get(INFO + "/revision/none"), 404, "RevisionNotFound");
        HttpResponse<byte[]> noFile = visitor.get("/org/tiny/resolve/main/none.json");
        assertRefused(noFile, 404, "EntryNotFound");
        assertThat(Visitor.header(noFile, "X-Repo-Commit")).isEqualTo(commit);
    }

    @Test
    void an_old_name_and_another_case_lead_to_the_repository_as_it_is_called_now() throws IOException {
        repository.rename("new-org/new-tiny");
        assertThat(visitor.get(FILE).statusCode()).isEqualTo(307);
        assertThat(Visitor.location(visitor.get(FILE))).isEqualTo("/new-org/new-tiny/resolve/main/config.json");
        assertThat(Visitor.location(visitor.get(INFO + "?blobs=true")))
                .isEqualTo("/api/models/new-org/new-tiny?blobs=true");
        assertThat(visitor.json("/api/models/new-org/new-tiny").get("id").asString())
                .isEqualTo("new-org/new-tiny");
        hub.dataset("Org/Data").file("a", "1").commit();
        assertThat(Visitor.location(visitor.get("/datasets/org/data/resolve/main/a")))
                .isEqualTo("/datasets/Org/Data/resolve/main/a");
    }

    @Test
    void what_was_deleted_is_gone() throws IOException {
        repository.delete();
        assertRefused(visitor.get(INFO), 401, "RepoNotFound");
    }

    @Test
    void a_branch_moves_and_goes_while_commits_stay() throws IOException {
        String second = repository.file("config.json", "{\"a\": 1}").commit();
        assertThat(Visitor.header(visitor.head(FILE), "X-Repo-Commit")).isEqualTo(second);
        repository.branch("main", commit);
        assertThat(Visitor.header(visitor.head(FILE), "X-Repo-Commit")).isEqualTo(commit);
        repository.dropRef("main");
        assertThat(visitor.head(FILE).statusCode()).isEqualTo(404);
        assertThat(visitor.head("/org/tiny/resolve/%s/config.json".formatted(second))
                        .statusCode())
                .isEqualTo(307);
    }

    @Test
    void every_answer_says_how_many_requests_are_left() throws IOException {
        assertThat(Visitor.header(visitor.get(FILE), "RateLimit")).matches("\"resolvers\";r=\\d+;t=\\d+");
        assertThat(Visitor.header(visitor.get(INFO), "RateLimit-Policy"))
                .matches("\"fixed window\";\"api\";q=\\d+;w=\\d+");
    }
}
