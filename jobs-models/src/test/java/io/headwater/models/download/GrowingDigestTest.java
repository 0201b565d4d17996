package io.headwater.models.download;

import static io.headwater.models.ModelServer.bytes;
import static io.headwater.models.ModelServer.sha256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrowingDigestTest {
    private static final byte[] CONTENT = bytes(3 * 1024 * 1024);
    private static final int FIRST = 2 * 1024 * 1024;

    @TempDir
    private Path folder;

    private final Pieces pieces = new Pieces();
    private FileChannel channel;
    private boolean isBroken;
    private GrowingDigest digest;

    @BeforeEach
    void open() throws IOException {
        channel = FileChannel.open(Files.write(folder.resolve("file"), CONTENT));
        digest = new GrowingDigest(Digest.SHA_256, pieces, this::channel, () -> (long) CONTENT.length);
    }

    @AfterEach
    void close() throws IOException {
        channel.close();
    }

    private FileChannel channel() throws IOException {
        if (isBroken) {
            throw new IOException("of the test");
        }
        return channel;
    }

    private static Digest of(int bytes) {
        return Digest.sha256(sha256(Arrays.copyOf(CONTENT, bytes)));
    }

    private void takeAll() throws IOException {
        while (digest.take()) {
            assertThat(digest.bytes()).isPositive();
        }
    }

    @Test
    void it_takes_what_is_whole_from_the_beginning_on() throws IOException {
        pieces.begin(List.of(new Span(0, FIRST), new Span(FIRST + 1, CONTENT.length)));
        takeAll();

        assertThat(digest.standing()).isEqualTo(new GrowingDigest.Standing(FIRST, of(FIRST)));
    }

    @Test
    void M3_what_was_known_before_a_reading_broke_off_is_still_known_after_it() throws IOException {
        pieces.begin(List.of(new Span(0, FIRST)));
        takeAll();
        GrowingDigest.Standing before = digest.standing();
        pieces.begin(List.of(new Span(0, CONTENT.length)));
        isBroken = true;

        assertThatIOException().isThrownBy(digest::take);

        assertThat(digest.bytes()).isZero();
        assertThat(digest.standing()).isEqualTo(before);
        assertThat(digest.lately()).isEqualTo(before);
    }

    @Test
    void what_it_has_forgotten_it_takes_anew() throws IOException {
        pieces.begin(List.of(new Span(0, FIRST)));
        takeAll();
        digest.forget();
        takeAll();
        assertThat(digest.standing()).isEqualTo(GrowingDigest.Standing.NOTHING);

        digest.follow();
        takeAll();

        assertThat(digest.soFar()).isEqualTo(of(FIRST));
    }
}
