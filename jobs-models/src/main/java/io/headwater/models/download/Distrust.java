package io.headwater.models.download;

import java.net.URI;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The sources that have sent other bytes than they should, twice in a row. As long as this process lives, the others go first. */
final class Distrust {
    private final Set<URI> locations = ConcurrentHashMap.newKeySet();

    void begin(URI location) {
        locations.add(location);
    }

    void end(URI location) {
        locations.remove(location);
    }

    /** The file, of whose sources these come last. */
    RemoteFile appliedTo(RemoteFile file) {
        return file.at(file.locations().stream()
                .sorted(Comparator.comparing(locations::contains))
                .toList());
    }
}
