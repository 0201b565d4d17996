package io.headwater.models.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PiecesTest {
    private static final long MIB = 1024 * 1024;

    private final Pieces pieces = new Pieces();

    @Test
    void what_is_missing_is_given_out_once() {
        pieces.begin(List.of(new Span(10, 20), new Span(30, 40)));
        pieces.endsAt(50);

        assertThat(span(pieces.take())).isEqualTo(new Span(0, 10));
        assertThat(span(pieces.take())).isEqualTo(new Span(20, 30));
        assertThat(span(pieces.take())).isEqualTo(new Span(40, 50));
        assertThat(pieces.take()).isNull();
    }

    @Test
    void what_was_given_back_is_given_out_again_but_for_what_has_arrived() {
        pieces.endsAt(100);
        Piece piece = Objects.requireNonNull(pieces.take());
        pieces.advance(piece, 30);
        pieces.giveBack(piece);

        assertThat(span(pieces.take())).isEqualTo(new Span(30, 100));
        assertThat(pieces.here()).containsExactly(new Span(0, 30));
    }

    @Test
    void nobody_knows_the_end_before_the_source_has_said_it() {
        Piece piece = Objects.requireNonNull(pieces.take());
        assertThat(pieces.takeHalf()).isNull();

        pieces.endsAt(100);

        assertThat(piece.end).isEqualTo(100);
    }

    @Test
    void the_longest_piece_is_halved_while_that_is_worth_it() {
        pieces.endsAt(40 * MIB);
        Piece first = Objects.requireNonNull(pieces.take());
        pieces.advance(first, (int) (8 * MIB));

        assertThat(span(pieces.takeHalf())).isEqualTo(new Span(24 * MIB, 40 * MIB));
        assertThat(first.end).isEqualTo(24 * MIB);
        assertThat(span(pieces.takeHalf())).isEqualTo(new Span(16 * MIB, 24 * MIB));
        assertThat(span(pieces.takeHalf())).isEqualTo(new Span(32 * MIB, 40 * MIB));
        assertThat(pieces.takeHalf()).isNull();
    }

    @Test
    void M2_many_fetch_it_from_its_beginning_on_so_that_the_digest_can_follow() {
        pieces.endsAt(1_000 * MIB);
        Piece first = Objects.requireNonNull(pieces.take());
        Piece second = Objects.requireNonNull(pieces.takeHalf());

        pieces.shareAmong(5);

        assertThat(first.end).isEqualTo(100 * MIB);
        assertThat(second.end).isEqualTo(600 * MIB);
        assertThat(span(pieces.take())).isEqualTo(new Span(100 * MIB, 200 * MIB));
        assertThat(span(pieces.take())).isEqualTo(new Span(200 * MIB, 300 * MIB));
        pieces.advance(first, (int) (100 * MIB));
        pieces.giveBack(first);
        assertThat(span(pieces.take())).as("a tenth of what is missing now").isEqualTo(new Span(300 * MIB, 390 * MIB));
    }

    @Test
    void two_share_it_by_halves_and_one_takes_all_that_is_left() {
        pieces.endsAt(1_000 * MIB);
        Piece first = Objects.requireNonNull(pieces.take());

        pieces.shareAmong(2);

        assertThat(first.end).isEqualTo(1_000 * MIB);
        pieces.shareAmong(8);
        assertThat(first.end).isEqualTo(62 * MIB + MIB / 2);
        pieces.shareAmong(1);
        assertThat(span(pieces.take())).isEqualTo(new Span(first.end, 1_000 * MIB));
    }

    @Test
    void what_nobody_knows_the_end_of_is_not_shared() {
        Piece first = Objects.requireNonNull(pieces.take());

        pieces.shareAmong(8);

        assertThat(first.end).isEqualTo(Pieces.UNKNOWN);
    }

    @Test
    void a_half_that_was_given_back_goes_to_the_one_it_was_taken_from() {
        pieces.endsAt(40 * MIB);
        Piece first = Objects.requireNonNull(pieces.take());
        Piece half = Objects.requireNonNull(pieces.takeHalf());
        pieces.giveBack(half);

        assertThat(pieces.before(half)).isSameAs(first);
        pieces.extend(first, half);

        assertThat(span(first)).isEqualTo(new Span(0, 40 * MIB));
        assertThat(pieces.take()).isNull();
    }

    @Test
    void one_who_has_come_to_his_end_does_not_get_it_back_for_nobody_sends_it_any_more() {
        pieces.endsAt(40 * MIB);
        Piece first = Objects.requireNonNull(pieces.take());
        Piece half = Objects.requireNonNull(pieces.takeHalf());
        pieces.advance(first, (int) (20 * MIB));
        pieces.giveBack(half);

        pieces.extend(first, half);

        assertThat(first.isDone()).isTrue();
        assertThat(span(pieces.take())).isEqualTo(new Span(20 * MIB, 40 * MIB));
    }

    @Test
    void in_whatever_order_they_come_in_the_end_everything_is_here_once() {
        var random = new Random(4);
        for (int round = 0; round < 200; round++) {
            var many = new Pieces();
            many.endsAt(1_000);
            for (Piece piece = many.take(); piece != null; piece = many.take()) {
                int count = 1 + random.nextInt((int) piece.missing());
                many.advance(piece, count);
                many.giveBack(piece);
                assertThat(many.bytes())
                        .isEqualTo(many.here().stream().mapToLong(Span::bytes).sum());
            }
            assertThat(many.here()).containsExactly(new Span(0, 1_000));
        }
    }

    private static Span span(Piece piece) {
        return new Span(piece.next, piece.end);
    }
}
