package io.headwater.cli.command;

import io.headwater.models.download.Sizes;
import io.headwater.models.library.KnownModel;
import org.jspecify.annotations.Nullable;

/** Models as people read of them. */
final class ModelWords {
    private ModelWords() {}

    static String size(KnownModel model) {
        if (model.bytes() == null) {
            return "?";
        }
        return (model.approximate() ? "about " : "") + Sizes.readable(model.bytes());
    }

    static String size(@Nullable Long bytes) {
        return bytes == null ? "?" : Sizes.readable(bytes);
    }

    /** Of a commit, as much as people compare. */
    static String brief(String commit) {
        return commit.substring(0, Math.min(8, commit.length()));
    }
}
