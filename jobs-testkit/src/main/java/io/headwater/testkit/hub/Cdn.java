package io.headwater.testkit.hub;

import io.netty.handler.codec.http.HttpHeaderNames;

/** The site that has the bytes of large files, and knows nothing of repositories, commits and digests. */
final class Cdn implements Site {
    private final SignedUrls signedUrls;

    Cdn(SignedUrls signedUrls) {
        this.signedUrls = signedUrls;
    }

    @Override
    public Answer answer(Asked asked) {
        if (asked.header(HttpHeaderNames.AUTHORIZATION) != null) {
            return refuse(400, "InvalidArgument", "Only one auth mechanism allowed");
        }
        SignedUrls.Grant grant = signedUrls.find(asked.query("Signature"));
        if (grant == null) {
            return refuse(403, "SignatureDoesNotMatch", "The signature is not one of ours");
        }
        if (!signedUrls.redeem(grant)) {
            return refuse(403, "AccessDenied", "Request has expired").about(grant.file());
        }
        StoredFile file = grant.stored();
        var version = new Version("\"" + file.xetHash() + "\"", "Fri, 17 May 2024 12:00:00 GMT");
        return Answer.file(grant.file(), file.content(), version, asked)
                .with(HttpHeaderNames.CONTENT_TYPE, "application/octet-stream");
    }

    private static Answer refuse(int status, String code, String message) {
        return Answer.of(
                status,
                "application/xml",
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>%s</Code><Message>%s</Message></Error>"
                        .formatted(code, message));
    }
}
