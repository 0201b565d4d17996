package io.headwater.models.cache;

import io.headwater.models.download.Rename;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Makes files under names of our own first, in a folder where no other program looks, so that each appears at its place
 * whole and at once, and takes the place of what was there.
 */
record Drafts(Path folder) {
    static final String PREFIX = ".headwater.";

    /** Makes the draft and answers it. */
    interface Making {
        Path at(Path draft) throws IOException;
    }

    void make(Path place, Making making) throws IOException {
        Path draft = free();
        try {
            making.at(draft);
            Rename.file(draft, place);
        } catch (IOException halfWay) {
            Files.deleteIfExists(draft);
            throw halfWay;
        }
    }

    void write(Path place, String ascii) throws IOException {
        byte[] bytes = ascii.getBytes(StandardCharsets.US_ASCII);
        make(place, draft -> Files.write(draft, bytes, StandardOpenOption.CREATE_NEW));
    }

    /** A name that nobody else uses. */
    Path free() {
        String mark = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        return folder.resolve(PREFIX + mark + ".draft");
    }
}
