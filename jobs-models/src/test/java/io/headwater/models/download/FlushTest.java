package io.headwater.models.download;

import static io.headwater.models.ModelServer.bytes;
import static io.headwater.models.ModelServer.sha256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.headwater.models.ModelServer;
import io.headwater.models.disk.Call;
import io.headwater.models.disk.Fault;
import io.headwater.models.disk.FaultyDisk;
import io.headwater.models.disk.Operation;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is to be safe from a power cut is not left to the end to be written out. */
class FlushTest {
    private static final byte[] CONTENT = bytes((int) PartialFile.FLUSH_EVERY + 1_000_000);

    @TempDir
    private Path folder;

    private final ModelServer server = ModelServer.with(CONTENT);
    private final RemoteFile file = new RemoteFile("model.bin", server.location(), Digest.sha256(sha256(CONTENT)));
    private FaultyDisk disk;

    @BeforeEach
    void choose() {
        disk = FaultyDisk.over(folder);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void M1_much_of_a_large_file_is_written_out_while_it_comes() {
        try (var downloads = new Downloads(disk.root(), setup -> setup)) {
            downloads.get(file);
        }
        assertThat(syncs()).as("in between, and at the end").hasSize(2);
        assertThat(folder.resolve("model.bin")).hasBinaryContent(CONTENT);
    }

    @Test
    void nothing_is_written_out_for_a_host_that_does_not_want_that() {
        try (var downloads = new Downloads(disk.root(), setup -> setup.synced(false))) {
            downloads.get(file);
        }
        assertThat(syncs()).isEmpty();
    }

    @Test
    void D05_what_could_not_be_written_out_in_between_is_dropped() {
        disk.suffers(call -> {
            if (call.operation() == Operation.FORCE) {
                throw Fault.failure(call);
            }
        });
        try (var downloads = new Downloads(disk.root(), setup -> setup)) {
            assertThat(downloads.failureOf(file).code().name()).isEqualTo("IO");
        }
        assertThat(syncs()).as("asking again would only hide it").hasSize(1);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void who_is_called_twice_for_the_same_bytes_writes_them_out_once() throws IOException {
        PartialFile partial = partialToBeFlushed();

        partial.flushWhenDue();
        partial.flushWhenDue();

        assertThat(syncs()).hasSize(1);
        partial.close();
    }

    @Test
    void D05_M1_after_a_failure_nothing_is_published_or_left() throws IOException {
        PartialFile partial = partialToBeFlushed();
        disk.suffers(call -> {
            if (call.operation() == Operation.FORCE && syncs().size() == 1) {
                throw Fault.failure(call);
            }
        });

        assertThatIOException().isThrownBy(partial::flushWhenDue);
        write(partial, Objects.requireNonNull(partial.pieces().take()), CONTENT.length);
        assertThatIOException().isThrownBy(() -> partial.publish(file, true));
        partial.close();

        assertThat(syncs()).as("asking again would only hide it").hasSize(1);
        assertThat(folder).isEmptyDirectory();
    }

    private PartialFile partialToBeFlushed() throws IOException {
        Path target = disk.root().resolve("model.bin");
        PartialFile partial = PartialFile.open(target, "0123456789abcdef", Digest.SHA_256, 1.0);
        partial.expect(new Version(null, (long) CONTENT.length));
        Piece piece = Objects.requireNonNull(partial.pieces().take());
        write(partial, piece, PartialFile.FLUSH_EVERY);
        partial.giveBack(piece);
        return partial;
    }

    private static void write(PartialFile partial, Piece piece, long end) throws IOException {
        while (piece.next < end) {
            int count = (int) Math.min(end - piece.next, 1024 * 1024);
            partial.write(piece, Unpooled.wrappedBuffer(CONTENT, (int) piece.next, count));
        }
    }

    private List<Call> syncs() {
        return disk.calls().stream()
                .filter(call -> call.operation() == Operation.FORCE && call.isOfPartial())
                .toList();
    }
}
