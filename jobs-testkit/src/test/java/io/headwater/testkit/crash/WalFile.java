package io.headwater.testkit.crash;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * SQLite's write-ahead log as a list of frames, each a page that was written. A transaction is there when the frame that
 * commits it is, and all before it; what comes after the first frame that is not as it was written counts for nothing.
 */
final class WalFile {
    private static final int HEADER = 32;
    private static final int FRAME_HEADER = 24;
    private static final int PLACE_OF_PAGE_SIZE = 8;
    private static final int PLACE_OF_COMMIT_MARK = 4;
    private static final int PLACE_OF_SALT = 8;
    private static final int SALT = 8;

    private final byte[] bytes;
    private final int frame;

    WalFile(Path file) throws IOException {
        bytes = Files.readAllBytes(file);
        frame = FRAME_HEADER + ByteBuffer.wrap(bytes).getInt(PLACE_OF_PAGE_SIZE);
    }

    /** Of those written since the log was begun anew. */
    int frames() {
        int frames = 0;
        while (HEADER + (frames + 1) * frame <= bytes.length && isOfThisLog(frames)) {
            frames++;
        }
        return frames;
    }

    private boolean isOfThisLog(int number) {
        int place = place(number) + PLACE_OF_SALT;
        return Arrays.equals(bytes, place, place + SALT, bytes, HEADER - 2 * SALT, HEADER - SALT);
    }

    /** The numbers of the frames that end a transaction. */
    List<Integer> commits() {
        var commits = new ArrayList<Integer>();
        for (int number = 0; number < frames(); number++) {
            if (ByteBuffer.wrap(bytes).getInt(place(number) + PLACE_OF_COMMIT_MARK) != 0) {
                commits.add(number);
            }
        }
        return commits;
    }

    private int place(int number) {
        return HEADER + number * frame;
    }

    /** With so many frames, and so many bytes of the next one. */
    byte[] cutAfter(int frames, int moreBytes) {
        return Arrays.copyOf(bytes, Math.min(bytes.length, place(frames) + moreBytes));
    }

    /** As long as it was, but one page never arrived. */
    byte[] without(int number) {
        byte[] holed = bytes.clone();
        Arrays.fill(holed, place(number) + FRAME_HEADER, place(number) + frame, (byte) 0);
        return holed;
    }
}
