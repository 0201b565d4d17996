package io.headwater.models.disk;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Something that is asked of a disk.
 *
 * @param number which it is, from 0 on
 * @param path of the file that it is about, on the real disk
 * @param to where it is moved to; else null
 * @param bytes how many are to be written; else 0
 */
public record Call(
        int number,
        Operation operation,
        Path path,
        @Nullable Path to,
        int bytes) {
    /** Whether it is about the bytes of a file that is still on its way. */
    public boolean isOfPartial() {
        return path.toString().endsWith(".headwater.incomplete");
    }
}
