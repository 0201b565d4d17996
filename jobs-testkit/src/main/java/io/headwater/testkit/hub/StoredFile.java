package io.headwater.testkit.hub;

/** A file of a commit: kept in git itself, or outside of it with a pointer in git. */
record StoredFile(String path, Content content, boolean lfs) {
    /** What the hub calls the file by: the id in git, or the digest of what the pointer points to. */
    String etag() {
        return lfs ? content.sha256() : content.gitSha1();
    }

    /** The id in git of the content, or of the pointer to it. */
    String gitId() {
        return inGit().gitSha1();
    }

    Content inGit() {
        return lfs ? pointer() : content;
    }

    Content pointer() {
        return Content.of("version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize %d\n"
                .formatted(content.sha256(), content.size()));
    }

    /** As long as a SHA-256 and just as hexadecimal, but another one. */
    String xetHash() {
        return Content.of("xet " + content.sha256()).sha256();
    }
}
