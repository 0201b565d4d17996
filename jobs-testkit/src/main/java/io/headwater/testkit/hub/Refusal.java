package io.headwater.testkit.hub;

/** The ways in which the hub says no. */
final class Refusal {
    private static final String CODE = "X-Error-Code";
    private static final String MESSAGE = "X-Error-Message";

    private Refusal() {}

    static Answer badToken() {
        return refuse(401, "Invalid credentials in Authorization header");
    }

    /** Whoever shows no token is not even told whether there is such a repository. */
    static Answer noRepository(boolean anonymous) {
        return anonymous
                ? refuse(401, "Invalid username or password.").with(CODE, "RepoNotFound")
                : refuse(404, "Repository not found").with(CODE, "RepoNotFound");
    }

    static Answer disabled() {
        return refuse(403, "Access to this resource is disabled.");
    }

    static Answer gated(String id, boolean anonymous) {
        String why = "Access to model %s is restricted%s"
                .formatted(
                        id,
                        anonymous
                                ? ". You must have access to it and be authenticated to access it. Please log in."
                                : " and you are not in the authorized list. Visit the page of the model to ask for access.");
        return refuse(anonymous ? 401 : 403, why).with(CODE, "GatedRepo");
    }

    static Answer noRevision(String revision) {
        return refuse(404, "Invalid rev id: " + revision).with(CODE, "RevisionNotFound");
    }

    static Answer noEntry(String commit) {
        return refuse(404, "Entry not found").with(CODE, "EntryNotFound").with("X-Repo-Commit", commit);
    }

    static Answer noPage() {
        return Answer.of(404, "text/html; charset=utf-8", "<!doctype html><title>404</title>");
    }

    static Answer wrongMethod() {
        return refuse(405, "Method not allowed");
    }

    private static Answer refuse(int status, String message) {
        Answer answer = Answer.json(status, Answer.object("error", message)).with(MESSAGE, headerSafe(message));
        return status == 401 ? answer.with("WWW-Authenticate", "Bearer realm=\"Authentication required\"") : answer;
    }

    /** What comes from a request may be anything, but a header may not. */
    private static String headerSafe(String message) {
        return message.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
