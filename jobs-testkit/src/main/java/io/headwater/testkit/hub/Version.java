package io.headwater.testkit.hub;

import io.netty.handler.codec.http.HttpHeaderNames;
import org.jspecify.annotations.Nullable;

/** How a server tells one state of a file from another: by headers, as they stand. */
record Version(@Nullable String etag, @Nullable String lastModified) {
    static Version of(String etag) {
        return new Version("\"" + etag + "\"", null);
    }

    void tell(Answer answer) {
        if (etag != null) {
            answer.with(HttpHeaderNames.ETAG, etag);
        }
        if (lastModified != null) {
            answer.with(HttpHeaderNames.LAST_MODIFIED, lastModified);
        }
    }

    /** Whether a part of this version will do; a weak etag never does. */
    boolean isMeantBy(Asked asked) {
        String condition = asked.header(HttpHeaderNames.IF_RANGE);
        if (condition == null) {
            return true;
        }
        return condition.equals(lastModified) || (condition.equals(etag) && !condition.startsWith("W/"));
    }
}
