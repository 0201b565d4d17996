package io.headwater.models.ref;

import java.util.List;
import java.util.stream.Stream;

/**
 * Which files of a repository are meant.
 *
 * @param include one of these must fit; none at all means every file
 * @param exclude none of these may fit
 */
public record PathFilter(List<Glob> include, List<Glob> exclude) {
    public PathFilter {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
    }

    public static PathFilter all() {
        return new PathFilter(List.of(), List.of());
    }

    public static PathFilter including(String... globs) {
        return new PathFilter(Stream.of(globs).map(Glob::of).toList(), List.of());
    }

    public PathFilter excluding(String... globs) {
        return new PathFilter(include, Stream.of(globs).map(Glob::of).toList());
    }

    public boolean matches(String path) {
        boolean included = include.isEmpty() || include.stream().anyMatch(glob -> glob.matches(path));
        return included && exclude.stream().noneMatch(glob -> glob.matches(path));
    }
}
