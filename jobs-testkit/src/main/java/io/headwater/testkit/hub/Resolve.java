package io.headwater.testkit.hub;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.nio.charset.StandardCharsets;

/** Where the hub sends those who want a file: to its own cache when it is small, elsewhere when it is large. */
final class Resolve {
    private final SignedUrls signedUrls;
    private volatile boolean direct;

    Resolve(SignedUrls signedUrls) {
        this.signedUrls = signedUrls;
    }

    /** From now on it sends nobody anywhere and gives the bytes itself, as mirrors and older servers do. */
    void answersDirectly() {
        direct = true;
    }

    Answer answer(Repository repository, Commit commit, Route route, Asked asked) {
        if (!asked.isHead() && !asked.method().equals("GET")) {
            return Refusal.wrongMethod();
        }
        StoredFile file = commit.file(route.path());
        Answer answer = file == null
                ? Refusal.noEntry(commit.id())
                : answer(repository, commit, file, route, asked).with("X-Repo-Commit", commit.id());
        return answer.about(label(repository, route.path()));
    }

    private Answer answer(Repository repository, Commit commit, StoredFile file, Route route, Asked asked) {
        if (route.verb().equals("raw")) {
            return bytes(repository, file, file.inGit(), file.gitId(), asked);
        }
        String etag = quoted(file.etag());
        if (etag.equals(asked.header(HttpHeaderNames.IF_NONE_MATCH))) {
            return Answer.of(304, "text/plain", "").with(HttpHeaderNames.ETAG, etag);
        }
        if (direct || route.verb().equals(Route.CACHE)) {
            return bytes(repository, file, file.content(), file.etag(), asked);
        }
        return file.lfs() ? elsewhere(repository, commit, file) : nearby(repository, commit, file);
    }

    private static Answer bytes(Repository repository, StoredFile file, Content content, String etag, Asked asked) {
        boolean text = !file.lfs() && content.size() > 0 && Gzip.isText(file.path());
        boolean compressed = text && Gzip.isWelcome(asked);
        Answer answer = Answer.file(
                        label(repository, file.path()),
                        content,
                        Version.of(etag),
                        compressed ? asked.withoutRange() : asked)
                .with(HttpHeaderNames.CONTENT_TYPE, text ? "text/plain; charset=utf-8" : "application/octet-stream");
        return compressed ? answer.compressed() : answer;
    }

    /** Within the hub, hence without its name. */
    private static Answer nearby(Repository repository, Commit commit, StoredFile file) {
        String path = encoded(file.path());
        return Answer.redirect(
                307,
                "/api/%s/%s/%s/%s/%s?%%2F%s%%2Fresolve%%2Fmain%%2F%s=&etag=%%22%s%%22"
                        .formatted(
                                Route.CACHE,
                                repository.type().plural(),
                                repository.id(),
                                commit.id(),
                                path,
                                repository.id().replace("/", "%2F"),
                                path.replace("/", "%2F"),
                                file.etag()));
    }

    /** What is known about the file is said here and nowhere else: the place where the bytes are does not know it. */
    private Answer elsewhere(Repository repository, Commit commit, StoredFile file) {
        String xetHash = file.xetHash();
        String links = "<https://huggingface.co/api/%s/%s/xet-read-token/%s>; rel=\"xet-auth\", "
                        .formatted(repository.type().plural(), repository.id(), commit.id())
                + "<https://cas-server.xethub.hf.co/v1/reconstructions/%s>; rel=\"xet-reconstruction-info\""
                        .formatted(xetHash);
        return Answer.redirect(302, signedUrls.issue(repository, file))
                .with("X-Linked-Etag", quoted(file.etag()))
                .with("X-Linked-Size", file.content().size())
                .with("X-Xet-Hash", xetHash)
                .with("Link", links);
    }

    /** What the file is called in the records. */
    static String label(Repository repository, String path) {
        return repository.id() + ":" + path;
    }

    private static String quoted(String etag) {
        return "\"" + etag + "\"";
    }

    /** As UTF-8, with letters, digits, {@code _.-~} and the slash as they are. */
    static String encoded(String path) {
        var encoded = new StringBuilder();
        for (byte octet : path.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = octet > 0 && (Character.isLetterOrDigit(octet) || "_.-~/".indexOf(octet) >= 0);
            encoded.append(plain ? String.valueOf((char) octet) : "%%%02X".formatted(octet));
        }
        return encoded.toString();
    }
}
