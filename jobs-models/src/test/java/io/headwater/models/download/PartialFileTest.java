package io.headwater.models.download;

import static io.headwater.models.ModelServer.bytes;
import static io.headwater.models.ModelServer.sha256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.jobs.JobException;
import io.headwater.models.disk.Fault;
import io.headwater.models.disk.FaultyDisk;
import io.headwater.models.disk.Operation;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartialFileTest {
    private static final int NOTED = PartialFile.NOTE_EVERY;
    private static final int CHUNK = 64 * 1024;
    private static final byte[] CONTENT = bytes(NOTED + 500_000);
    private static final Version VERSION = new Version("\"one\"", (long) CONTENT.length);
    private static final URI LOCATION = URI.create("https://host/model.bin");
    private static final RemoteFile FILE = new RemoteFile("model.bin", LOCATION, null);

    @TempDir
    private Path folder;

    @TempDir
    private Path elsewhere;

    private Path target;

    @BeforeEach
    void choose() {
        target = folder.resolve("model.bin");
    }

    @Nested
    class When_its_process_ended_without_a_word {
        @BeforeEach
        void leave() throws IOException {
            PartialFile partial = opened(elsewhere.resolve("model.bin"), "me");
            partial.expect(VERSION);
            fill(partial, 0, CONTENT.length);
            // Neither closed nor synced, as after kill -9: the last note stands at four mebibytes.
            for (Path left : List.of(partialOf("me"), noteOf("me"))) {
                Files.copy(elsewhere.resolve(left.getFileName()), left);
            }
            partial.close();
        }

        @Test
        void D11_what_was_noted_is_still_there_and_the_rest_is_dropped() throws IOException {
            PartialFile partial = opened("me");

            assertThat(partial.bytes()).isEqualTo(NOTED);
            assertThat(partial.version()).isEqualTo(VERSION);
            assertThat(Files.size(partialOf("me"))).isEqualTo(NOTED);
        }

        @Test
        void what_is_added_to_it_makes_the_same_file() throws IOException {
            PartialFile partial = opened("me");

            fill(partial, NOTED, CONTENT.length);
            LocalFile file = partial.publish(FILE, true);

            assertThat(file.digest()).isEqualTo(Digest.sha256(sha256(CONTENT)));
            assertThat(target).hasBinaryContent(CONTENT);
            assertThat(folder).isDirectoryContaining("glob:**model.bin").isDirectoryNotContaining("glob:**incomplete");
        }

        @Test
        void D11_bytes_that_are_not_those_of_the_note_are_dropped() throws IOException {
            try (var channel = FileChannel.open(partialOf("me"), StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(new byte[100]), NOTED / 2);
            }

            assertThat(opened("me").bytes()).isZero();
        }

        @Test
        void D11_a_file_that_is_shorter_than_its_note_is_dropped() throws IOException {
            try (var channel = FileChannel.open(partialOf("me"), StandardOpenOption.WRITE)) {
                channel.truncate(NOTED - 1);
            }

            assertThat(opened("me").bytes()).isZero();
        }

        @Test
        void D11_a_note_that_cannot_be_read_is_none() throws IOException {
            Files.writeString(noteOf("me"), "{\"bytes\":");

            assertThat(opened("me").bytes()).isZero();
        }

        @Test
        void M8_another_owner_takes_what_was_noted_and_it_is_read_again() throws IOException {
            PartialFile partial = opened("somebody else");

            assertThat(partial.bytes()).isEqualTo(NOTED);
            // The digest in the note is one of a moment before: whoever writes does not wait for it.
            assertThat(partial.hashed()).isBetween(NOTED - 1024 * 1024L, (long) NOTED);
            assertThat(partialOf("me")).doesNotExist();
            assertThat(noteOf("me")).doesNotExist();
            assertThat(partialOf("somebody else")).exists();
        }

        /** From some call on nothing is done any more. */
        @Test
        void M3_M8_another_owner_who_is_killed_while_he_takes_it_leaves_it_to_the_next() throws IOException {
            byte[] bytes = Files.readAllBytes(partialOf("me"));
            byte[] note = Files.readAllBytes(noteOf("me"));
            int calls = 0;
            while (isKilledAt(calls)) {
                Custody.sweep(folder);
                PartialFile next = opened("the next");
                assertThat(next.bytes()).as("killed at %d", calls).isEqualTo(NOTED);
                next.close();
                Files.delete(partialOf("the next"));
                Files.delete(noteOf("the next"));
                assertThat(folder).isEmptyDirectory();
                Files.write(partialOf("me"), bytes);
                Files.write(noteOf("me"), note);
                calls++;
            }
            assertThat(calls).isGreaterThan(5);
        }

        /** Answers false when there are no so many calls. */
        private boolean isKilledAt(int number) throws IOException {
            FaultyDisk disk = FaultyDisk.over(folder);
            var killed = new AtomicBoolean();
            disk.suffers(call -> {
                if (call.number() >= number) {
                    killed.set(true);
                    throw Fault.failure(call);
                }
            });
            try {
                new Custody(disk.root().resolve("model.bin"))
                        .of(mark("somebody else"))
                        .close();
            } catch (IOException dead) {
                // As far as he can tell.
            }
            return killed.get();
        }

        @Test
        void M8_what_was_damaged_since_is_not_taken_over() throws IOException {
            try (var channel = FileChannel.open(partialOf("me"), StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(new byte[100]), NOTED / 2);
            }

            assertThat(opened("somebody else").bytes()).isZero();
        }

        @Test
        void M8_of_several_the_one_that_has_come_farthest_is_taken_and_the_others_go() throws IOException {
            Files.write(partialOf("less"), bytes(10));
            Files.write(partialOf("zero"), bytes(2 * CONTENT.length));

            PartialFile partial = opened("somebody else");

            assertThat(partial.bytes()).isEqualTo(NOTED);
            assertThat(folder).isDirectoryNotContaining(file -> !file.toString().contains(mark("somebody else")));
        }

        @Test
        void M8_what_belongs_to_another_file_stays() throws IOException {
            target = folder.resolve("model");

            assertThat(opened("somebody else").bytes()).isZero();
            assertThat(partialOf("me")).exists();
        }
    }

    @Nested
    class While_its_owner_is_at_work {
        private PartialFile mine;

        @BeforeEach
        void begin() throws IOException {
            mine = opened("me");
            mine.expect(VERSION);
            fill(mine, 0, NOTED);
        }

        @Test
        void M8_D18_another_begins_with_his_own_and_both_become_whole() throws IOException {
            PartialFile other = opened("somebody else");
            assertThat(other.bytes()).isZero();
            other.expect(VERSION);
            fill(other, 0, CONTENT.length);
            other.publish(FILE, true);
            fill(mine, NOTED, CONTENT.length);
            LocalFile file = mine.publish(FILE, true);

            assertThat(file.digest()).isEqualTo(Digest.sha256(sha256(CONTENT)));
            assertThat(target).hasBinaryContent(CONTENT);
            assertThat(folder).isDirectoryNotContaining("glob:**incomplete");
        }

        @Test
        void M8_a_second_one_of_the_same_name_begins_with_his_own() throws IOException {
            PartialFile again = opened("me");
            assertThat(again.bytes()).isZero();
            again.close();

            assertThat(mine.bytes()).isEqualTo(NOTED);
            assertThat(partialOf("me")).hasSize(NOTED);
        }

        @Test
        void M8_nothing_of_his_is_swept_away_but_what_nobody_has() throws IOException {
            PartialFile small = PartialFile.ofSmall(folder.resolve("small.txt"), Digest.SHA_256);
            fill(small, 0, CHUNK);
            Path orphan = Files.write(folder.resolve("other.txt.0123456789abcdef.headwater.incomplete"), bytes(CHUNK));

            Custody.sweep(folder);

            assertThat(orphan).doesNotExist();
            small.publish(new RemoteFile("small.txt", LOCATION, null), false);
            fill(mine, NOTED, CONTENT.length);
            mine.publish(FILE, true);
            assertThat(folder.resolve("small.txt")).hasSize(CHUNK);
            assertThat(target).hasBinaryContent(CONTENT);
        }

        @Test
        void M8_D10_when_another_has_published_the_same_a_partial_that_is_gone_is_no_loss() throws IOException {
            fill(mine, NOTED, CONTENT.length);
            Files.delete(partialOf("me"));
            assertThatIOException().isThrownBy(() -> mine.publish(FILE, true));
            Files.write(target, CONTENT);

            assertThat(mine.publish(FILE, true).digest()).isEqualTo(Digest.sha256(sha256(CONTENT)));
            assertThat(folder).isDirectoryNotContaining("glob:**incomplete");
        }
    }

    @Nested
    class When_it_is_closed {
        @Test
        void all_its_bytes_are_noted() throws IOException {
            PartialFile partial = opened("me");
            partial.expect(VERSION);
            fill(partial, 0, CHUNK);

            partial.close();

            assertThat(opened("me").bytes()).isEqualTo(CHUNK);
        }

        @Test
        void in_the_middle_of_its_check_nothing_is_lost() throws IOException {
            PartialFile partial = opened("me");
            partial.expect(new Version("\"one\"", 2L * NOTED));
            fill(partial, 0, 3 * NOTED / 2);
            partial.close();

            PartialFile again = PartialFile.open(target, mark("me"), Digest.SHA_256, 1.0);
            assertThat(again.check()).isFalse();
            again.close();

            assertThat(opened("me").bytes()).isEqualTo(3 * NOTED / 2);
        }

        /** Of what the disk refused to keep, the note says nothing; what an earlier note said still holds. */
        @Test
        void D05_M1_of_bytes_that_could_not_be_synced_nothing_is_left() throws IOException {
            FaultyDisk disk = FaultyDisk.over(folder);
            PartialFile partial = PartialFile.open(disk.root().resolve("model.bin"), mark("me"), Digest.SHA_256, 1.0);
            partial.expect(VERSION);
            fill(partial, 0, NOTED + CHUNK);
            disk.suffers(call -> {
                if (call.operation() == Operation.FORCE && call.isOfPartial()) {
                    throw Fault.saying("Input/output error", call);
                }
            });

            partial.close();

            assertThat(folder).isEmptyDirectory();
        }

        @Test
        void M3_by_whoever_is_interrupted_the_last_note_holds() throws IOException {
            PartialFile partial = opened("me");
            partial.expect(VERSION);
            fill(partial, 0, NOTED + CHUNK);

            Thread.currentThread().interrupt();
            partial.close();

            assertThat(Thread.interrupted()).isTrue();
            assertThat(opened("me").bytes()).isEqualTo(NOTED);
        }

        @Test
        void without_a_byte_it_leaves_nothing_behind() throws IOException {
            opened("me").close();

            assertThat(folder).isEmptyDirectory();
        }

        @Test
        void a_chunk_that_comes_later_changes_nothing() throws IOException {
            PartialFile partial = opened("me");
            Piece piece = Objects.requireNonNull(partial.pieces().take());
            partial.write(piece, Unpooled.wrappedBuffer(bytes(CHUNK)));
            partial.close();

            partial.write(piece, Unpooled.wrappedBuffer(bytes(10)));

            assertThat(Files.size(partialOf("me"))).isEqualTo(CHUNK);
        }
    }

    @Nested
    class When_it_is_published {
        @Test
        void another_digest_than_the_declared_one_leaves_nothing() throws IOException {
            PartialFile partial = opened("me");
            fill(partial, 0, CHUNK);

            assertThatThrownBy(() -> partial.publish(
                            new RemoteFile(FILE.name(), LOCATION, Digest.sha256(sha256(CONTENT))), true))
                    .isInstanceOf(JobException.Integrity.class);
            partial.close();

            assertThat(folder).isEmptyDirectory();
        }
    }

    @Nested
    class When_somebody_put_a_link_in_its_place {
        @Test
        void it_is_not_followed() throws IOException {
            Path precious = Files.writeString(folder.resolve("precious.txt"), "mine");
            Files.createSymbolicLink(partialOf("me"), precious);

            assertThatIOException().isThrownBy(() -> PartialFile.open(target, mark("me"), Digest.SHA_256, 1.0));
            assertThat(precious).hasContent("mine");
        }
    }

    private PartialFile opened(String owner) throws IOException {
        return opened(target, owner);
    }

    /** Each of its calls fails forty times. */
    @Test
    void D20_a_thousand_attempts_leave_no_file_open() {
        FaultyDisk disk = FaultyDisk.over(folder);
        for (int attempt = 0; attempt < 1_000; attempt++) {
            int number = attempt % 25;
            disk.suffers(call -> {
                if (call.number() == number) {
                    throw Fault.saying("Too many open files", call);
                }
            });
            tryToFetch(disk.root().resolve("model.bin"));
            assertThat(disk.open()).as("attempt %d: %s", attempt, disk.calls()).isZero();
        }
    }

    private static void tryToFetch(Path place) {
        try {
            PartialFile partial = PartialFile.open(place, mark("me"), Digest.SHA_256, 1.0);
            try {
                partial.expect(new Version(null, 10L));
                partial.write(Objects.requireNonNull(partial.pieces().take()), Unpooled.wrappedBuffer(new byte[10]));
                partial.publish(FILE, true);
            } finally {
                partial.close();
            }
        } catch (IOException asItMust) {
            // What counts is what is left open.
        }
    }

    private static PartialFile opened(Path target, String owner) throws IOException {
        PartialFile partial = PartialFile.open(target, mark(owner), Digest.SHA_256, 1.0);
        while (!partial.check()) {
            assertThat(partial.bytes()).isPositive();
        }
        return partial;
    }

    private static void fill(PartialFile partial, int from, int to) throws IOException {
        Piece piece = Objects.requireNonNull(partial.pieces().take());
        assertThat(piece.next).isEqualTo(from);
        var content = Arrays.copyOf(CONTENT, Math.max(CONTENT.length, to));
        for (int place = from; place < to; place += CHUNK) {
            partial.write(piece, Unpooled.wrappedBuffer(content, place, Math.min(to, place + CHUNK) - place));
            while (partial.hash()) {
                assertThat(partial.hashed()).isLessThanOrEqualTo(partial.bytes());
            }
        }
        partial.giveBack(piece);
    }

    private Path partialOf(String owner) {
        return folder.resolve("model.bin.%s.headwater.incomplete".formatted(mark(owner)));
    }

    private Path noteOf(String owner) {
        return folder.resolve("model.bin.%s.headwater.state.incomplete".formatted(mark(owner)));
    }

    /** As long as those are that nobody chose. */
    private static String mark(String owner) {
        return "%016x".formatted(owner.hashCode());
    }
}
