package io.headwater.testkit.hub;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** All files as they were at one time. */
record Commit(String id, NavigableMap<String, StoredFile> files, String date) {
    @Nullable
    StoredFile file(String path) {
        return files.get(path);
    }

    /** Directories have ids too, which nobody can check. */
    Map<String, String> directories() {
        var directories = new LinkedHashMap<String, String>();
        for (String path : files.keySet()) {
            for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
                String directory = path.substring(0, slash);
                directories.computeIfAbsent(
                        directory, name -> Content.of("tree " + name + id).gitSha1());
            }
        }
        return directories;
    }

    static Commit after(@Nullable Commit parent, String repository, Map<String, StoredFile> files, String date) {
        var story = new StringBuilder(repository).append(parent == null ? "" : parent.id);
        files.forEach(
                (path, file) -> story.append('\n').append(path).append(' ').append(file.etag()));
        return new Commit(Content.of(story + date).gitSha1(), new ConcurrentSkipListMap<>(files), date);
    }
}
