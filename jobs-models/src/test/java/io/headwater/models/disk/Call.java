package io.headwater.models.disk;

import java.nio.file.Path;

/**
 * Something that is asked of a disk.
 *
 * @param number which it is, from 0 on
 * @param path of the file that it is about, on the real disk; where there are two, the one that is there before
 * @param bytes how many are to be written; else 0
 */
public record Call(int number, Operation operation, Path path, int bytes) {
    /** Whether it is about the bytes of a file that is still on its way. */
    public boolean isOfPartial() {
        return path.toString().endsWith(".headwater.incomplete");
    }
}
