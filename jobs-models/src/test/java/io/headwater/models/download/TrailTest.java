package io.headwater.models.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each byte reaches the digest once and in its order, from memory or from the file (M2). */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class TrailTest {
    private static final int MOST = 100;

    private final Trail trail = new Trail();
    private final List<ByteBuf> all = new ArrayList<>();

    /** As a connection does, which lets go of what it has written. */
    private void write(long place, int bytes) {
        ByteBuf chunk = Unpooled.buffer(bytes).writeZero(bytes);
        trail.add(place, chunk);
        chunk.release();
        all.add(chunk);
    }

    /** {@code "memory 10"}, {@code "file to 30"}, or {@code "nothing"}. */
    private String next(long whole) {
        Trail.Stretch next = trail.next(whole, MOST);
        if (next == null) {
            return "nothing";
        }
        ByteBuf bytes = next.bytes();
        if (bytes == null) {
            return "file to " + next.to();
        }
        int length = bytes.readableBytes();
        bytes.release();
        return "memory " + length;
    }

    private void fill() {
        for (int place = 0; place < 10 * Trail.MOST_WAITING; place += 10) {
            write(place, 10);
        }
    }

    @Test
    void what_comes_in_order_is_taken_as_it_came() {
        write(0, 10);
        write(10, 20);
        assertThat(List.of(next(30), next(30), next(30))).containsExactly("memory 10", "memory 20", "nothing");
    }

    @Test
    void what_came_before_its_turn_is_read_once_the_gap_is_closed() {
        write(20, 10);
        assertThat(next(0)).isEqualTo("nothing");
        write(0, 20);
        assertThat(List.of(next(30), next(30), next(30))).containsExactly("memory 20", "file to 30", "nothing");
    }

    @Test
    void what_is_being_read_is_not_taken_from_memory_as_well() {
        // It was in the file already when somebody looked, and is only now offered.
        assertThat(next(10)).isEqualTo("file to 10");
        write(0, 10);
        assertThat(next(10)).isEqualTo("nothing");
        write(10, 5);
        assertThat(next(15)).isEqualTo("memory 5");
    }

    @Test
    void no_more_is_read_at_once_than_was_asked_for() {
        assertThat(List.of(next(250), next(250), next(250), next(250)))
                .containsExactly("file to 100", "file to 200", "file to 250", "nothing");
    }

    @Test
    void who_begins_anew_lets_go_of_everything() {
        write(0, 10);
        trail.begin(100);
        write(10, 10);
        write(100, 7);
        assertThat(List.of(next(107), next(107))).containsExactly("memory 7", "nothing");
        assertThat(all).allMatch(chunk -> chunk.refCnt() == 0);
    }

    @Test
    void who_stops_takes_nothing_any_more_and_keeps_nothing() {
        write(0, 10);
        trail.stop();
        write(10, 10);
        assertThat(next(20)).isEqualTo("nothing");
        assertThat(trail.isLong(20)).isFalse();
        assertThat(all).allMatch(chunk -> chunk.refCnt() == 0);
    }

    @Test
    void where_nobody_follows_there_is_no_waiting_for_room() throws IOException {
        fill();
        assertThat(trail.hasRoom()).isFalse();
        next(0);
        assertThat(trail.hasRoom()).isTrue();
    }

    @Test
    void who_is_far_ahead_waits_until_the_follower_has_made_room_for_several() {
        fill();
        trail.follow();
        CompletableFuture<Boolean> waiting = hasRoom();
        for (int left = Trail.MOST_WAITING; left > Trail.ROOM_AGAIN; left--) {
            assertThat(waiting).isNotDone();
            next(0);
        }
        assertThat(waiting.join()).isTrue();
    }

    @Test
    void who_waits_for_a_follower_that_leaves_is_told() {
        fill();
        trail.follow();
        CompletableFuture<Boolean> waiting = hasRoom();
        trail.leave();
        assertThat(waiting.join()).isFalse();
    }

    @Test
    void who_waits_for_a_follower_goes_on_when_all_is_dropped() {
        fill();
        trail.follow();
        CompletableFuture<Boolean> waiting = hasRoom();
        trail.stop();
        assertThat(waiting.join()).isTrue();
    }

    /** Asks on another thread, and returns when that one waits for its answer. */
    private CompletableFuture<Boolean> hasRoom() {
        var answer = new CompletableFuture<Boolean>();
        var asking = new Thread(() -> {
            try {
                answer.complete(trail.hasRoom());
            } catch (IOException impossible) {
                answer.completeExceptionally(impossible);
            }
        });
        asking.setDaemon(true);
        asking.start();
        while (asking.getState() != Thread.State.WAITING && asking.isAlive()) {
            Thread.onSpinWait();
        }
        return answer;
    }
}
