package io.headwater.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QueuesTest {
    private final Queues queues = new Queues(Map.of("default", 2, "speech", 1));

    private List<Long> taken() {
        return queues.takeAll().stream().map(Queues.Turn::job).toList();
    }

    @Test
    void a_queue_starts_as_many_as_it_has_slots_and_the_next_when_one_is_given_back() {
        for (long job = 1; job <= 4; job++) {
            queues.add("default", new Place(job, 0, false));
        }
        assertThat(taken()).containsExactly(1L, 2L);
        assertThat(taken()).isEmpty();
        queues.release("default", 1);
        assertThat(taken()).containsExactly(3L);
    }

    @Test
    void higher_priority_comes_first_then_what_has_begun_then_the_oldest() {
        queues.add("speech", new Place(1, 0, false));
        queues.add("speech", new Place(2, 0, true));
        queues.add("speech", new Place(3, 5, false));
        var order = new ArrayList<Long>();
        for (List<Long> next = taken(); !next.isEmpty(); next = taken()) {
            order.addAll(next);
            next.forEach(job -> queues.release("speech", job));
        }
        assertThat(order).containsExactly(3L, 2L, 1L);
    }

    @Test
    void every_tenth_start_takes_the_oldest_so_that_urgent_jobs_never_starve_the_others_C11() {
        queues.add("speech", new Place(1, -100, false));
        queues.add("speech", new Place(2, 0, false));
        var order = new ArrayList<Long>();
        for (long urgent = 3; order.size() < 30; urgent++) {
            queues.add("speech", new Place(urgent, 100, urgent % 2 == 0));
            queues.add("speech", new Place(urgent + 1_000, 100, false));
            List<Long> next = taken();
            order.addAll(next);
            next.forEach(job -> queues.release("speech", job));
        }
        assertThat(order.indexOf(1L)).isEqualTo(9);
        assertThat(order.indexOf(2L)).isEqualTo(19);
    }

    @Test
    void a_backlog_waits_beside_who_is_there_already_and_is_not_taken_back() {
        queues.add("speech", new Place(5, 7, false));
        queues.keep();
        queues.add("speech", new Place(6, 7, false));
        queues.backlog("speech", 0, false).accept(2);
        queues.backlog("speech", 0, false).accept(1);
        queues.backlog("speech", 5, false).accept(3);
        queues.backlog("speech", 0, true).accept(4);
        queues.undo();

        var order = new ArrayList<Long>();
        for (List<Long> next = taken(); !next.isEmpty(); next = taken()) {
            order.addAll(next);
            next.forEach(job -> queues.release("speech", job));
        }
        assertThat(order).containsExactly(5L, 3L, 4L, 1L, 2L);
    }

    @Test
    void a_slot_that_is_given_back_twice_is_one_slot() {
        for (long job = 1; job <= 3; job++) {
            queues.add("speech", new Place(job, 0, false));
        }
        assertThat(taken()).containsExactly(1L);
        queues.release("speech", 1);
        queues.release("speech", 1);
        assertThat(taken()).containsExactly(2L);
    }

    @Test
    void what_was_not_kept_is_undone_and_nobody_loses_a_place_or_a_slot() {
        for (long job = 1; job <= 3; job++) {
            queues.add("default", new Place(job, 0, false));
        }
        queues.lend("default", 3, 7, false);
        assertThat(taken()).containsExactly(3L, 1L);
        queues.keep();

        queues.release("default", 3);
        queues.release("default", 1);
        queues.add("default", new Place(4, 9, false));
        queues.lend("default", 2, 8, false);
        assertThat(taken()).containsExactly(4L, 2L);
        queues.undo();

        assertThat(taken()).isEmpty();
        queues.release("default", 1);
        assertThat(taken()).containsExactly(2L);
    }

    @Test
    void of_few_one_is_taken_at_a_time_and_who_has_no_use_for_a_slot_gives_it_back() {
        queues.add("speech", new Place(1, 0, false));
        queues.add("speech", new Place(2, 0, false));
        var first = queues.takeOneOfFew();
        assertThat(first).isEqualTo(new Queues.Turn("speech", 1));
        assertThat(queues.takeOneOfFew()).isNull();
        queues.giveBack(first);
        assertThat(queues.takeOneOfFew()).isEqualTo(new Queues.Turn("speech", 2));
        queues.release("speech", 2);
        for (long job = 3; job <= 20; job++) {
            queues.add("speech", new Place(job, 0, false));
        }
        assertThat(queues.takeOneOfFew()).as("many wait").isNull();
    }

    @Test
    void one_queue_does_not_wait_for_another() {
        queues.add("speech", new Place(1, 0, false));
        queues.add("speech", new Place(2, 0, false));
        queues.add("default", new Place(3, 0, false));
        assertThat(taken()).containsExactlyInAnyOrder(1L, 3L);
    }

    @Test
    void the_heap_gives_ids_back_in_order_however_they_came() {
        var heap = new IdHeap();
        var random = new Random(7);
        List<Long> ids = random.longs(5_000, 1, 1_000_000).boxed().toList();
        ids.forEach(heap::add);
        var out = new ArrayList<Long>();
        while (!heap.isEmpty()) {
            out.add(heap.poll());
        }
        assertThat(out).isEqualTo(ids.stream().sorted().toList());
    }
}
