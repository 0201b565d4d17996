package io.headwater.models.disk;

import java.nio.file.FileStore;

/** A file system that has so much room left and no more. */
public final class SmallStore extends NamedStore {
    private final long room;

    public SmallStore(FileStore real, long room) {
        super(real, real.name(), real.type());
        this.room = room;
    }

    @Override
    public long getUsableSpace() {
        return room;
    }
}
