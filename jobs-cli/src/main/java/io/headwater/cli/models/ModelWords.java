package io.headwater.cli.models;

import io.headwater.models.cache.Hazard;
import io.headwater.models.download.Sizes;
import io.headwater.models.library.KnownModel;
import io.headwater.models.library.ModelStatus;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    /** With what should be known before anybody loads it. */
    static String status(KnownModel model) {
        boolean isWhole = model.status() == ModelStatus.INSTALLED || model.status() == ModelStatus.OUTDATED;
        Stream<String> trust = isWhole && !model.verified() ? Stream.of("not verified") : Stream.empty();
        Stream<String> hazards =
                model.hazards().values().stream().map(Hazard::toString).distinct();
        return Stream.of(Stream.of(model.status().toString()), trust, hazards)
                .flatMap(Function.identity())
                .collect(Collectors.joining(", "));
    }

    static String size(@Nullable Long bytes) {
        return bytes == null ? "?" : Sizes.readable(bytes);
    }

    /** Of a commit, as much as people compare. */
    static String brief(String commit) {
        return commit.substring(0, Math.min(8, commit.length()));
    }
}
