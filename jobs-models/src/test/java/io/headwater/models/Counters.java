package io.headwater.models;

import java.io.IOException;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Numbers that outlive the process that counts: they lie in memory that is the file's. */
final class Counters {
    private static final int MOST = 2_000;

    private final LongBuffer numbers;

    Counters(Path file) throws IOException {
        try (var channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            numbers = channel.map(FileChannel.MapMode.READ_WRITE, 0, 8L * MOST).asLongBuffer();
        }
    }

    synchronized void add(int number, long more) {
        numbers.put(number, numbers.get(number) + more);
    }

    synchronized long of(int number) {
        return numbers.get(number);
    }
}
