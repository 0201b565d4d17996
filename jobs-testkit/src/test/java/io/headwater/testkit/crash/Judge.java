package io.headwater.testkit.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobState;
import io.headwater.jobs.StopReason;
import io.headwater.testkit.crash.Snapshot.Row;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * Compares what each killed process left with what it had acknowledged, and with all that was there before: nothing is
 * lost, nothing changes its meaning, each attempt ends once.
 */
final class Judge {
    private final Acknowledged acknowledged;
    private final Map<Long, Course> courses = new HashMap<>();
    /** Stored, and not yet delivered to the host. */
    private final ArrayDeque<StoredEvent> undelivered = new ArrayDeque<>();

    private long lastSeq;
    private long seqBoundary;
    private long idBoundary;
    private String fingerprint = Snapshot.NO_EVENTS;
    private Map<Long, Row> jobs = Map.of();
    private int events;

    Judge(Acknowledged acknowledged) {
        this.acknowledged = acknowledged;
    }

    /** The last event that was found in the store. */
    long lastSeq() {
        return lastSeq;
    }

    int jobs() {
        return courses.size();
    }

    int events() {
        return events;
    }

    int goneOnAfterKill() {
        return courses.values().stream().mapToInt(Course::goneOnAfterKill).sum();
    }

    int goneOnAfterClose() {
        return courses.values().stream().mapToInt(Course::goneOnAfterClose).sum();
    }

    /** The process was killed, in the middle of whatever it did. */
    void afterKill(Snapshot store) {
        compare(store);
        courses.values().forEach(Course::cut);
    }

    /** The process closed its engine before it ended. */
    void afterClose(Snapshot store) {
        compare(store);
        assertThat(store.jobs().values())
                .as("nothing runs in a closed store")
                .noneMatch(row -> row.state() == JobState.RUNNING || row.stopping() != null);
    }

    /** All has come to its end. */
    void atTheEnd(Snapshot store) {
        afterClose(store);
        assertThat(undelivered).as("events that no host was told of").isEmpty();
        store.jobs().values().forEach(Judge::hasEndedAsItShould);
    }

    private static void hasEndedAsItShould(Row row) {
        Errand errand = Errand.parse(row.params());
        JobState expected = switch (errand.trade()) {
            case ENDLESS -> JobState.CANCELLED;
            case MAYFLY -> JobState.FAILED;
            case PLAIN, SLOW, SHARED, FAMILY, STARTER, SCRIBE, MASON, STUBBORN, BROKEN -> JobState.COMPLETED;
        };
        assertThat(row.state()).as(row::toString).isEqualTo(expected);
        assertThat(row.attempt())
                .as("no crash and no shutdown uses up a retry: %s", row)
                .isEqualTo(errand.trade().attempts());
    }

    private void compare(Snapshot store) {
        assertThat(store.integrity()).isEqualTo("ok");
        assertThat(store.before())
                .as("the events up to %d, as they were before", lastSeq)
                .isEqualTo(fingerprint);
        jobs = store.jobs();
        assertThat(store.contradictions()).isEmpty();
        store.news().forEach(this::follow);
        deliveredInOrder();
        rowsFollowFromEvents(store);
        nothingIsForgotten();
        acknowledged.fresh().forEach(this::isTrue);
        marksAreThere(store);
        acknowledged.wishes().forEach(this::isGranted);
        fingerprint = store.whole();
        seqBoundary = store.seqBoundary();
        idBoundary = store.idBoundary();
    }

    private void follow(StoredEvent event) {
        assertThat(event.seq()).as("a seq of a new start: %s", event).isGreaterThanOrEqualTo(seqBoundary);
        Course course = courses.get(event.job());
        if (course == null) {
            assertThat(event.job()).as("an id of a new start: %s", event).isGreaterThanOrEqualTo(idBoundary);
            course = new Course(event.job());
            courses.put(event.job(), course);
        }
        course.follow(event);
        wasAskedFor(event);
        if (event.kind() == JobEvent.Kind.COMPLETED) {
            Errand errand = Errand.parse(row(event.job()).params());
            assertThat(event.data()).isEqualTo("\"" + errand.outcome() + "\"");
        }
        lastSeq = event.seq();
        events++;
        undelivered.add(event);
    }

    /** Nobody is paused, resumed, cancelled or tried again unless somebody asked for it. */
    private void wasAskedFor(StoredEvent event) {
        switch (event.kind()) {
            case PAUSED -> wasAnnounced(Fact.Kind.PAUSING, event);
            case RESUMED -> wasAnnounced(Fact.Kind.RESUMING, event);
            case CANCELLED -> wasAnnounced(Fact.Kind.CANCELLING, event);
            case QUEUED -> {
                if (event.number() == JobEvent.Cause.RETRY.ordinal()) {
                    wasAnnounced(Fact.Kind.RETRYING, event);
                }
            }
            case SCHEDULED,
                    STARTED,
                    WAITING,
                    RETRYING,
                    STOPPING,
                    COMPLETED,
                    FAILED,
                    QUARANTINED,
                    PROGRESSED,
                    LOGGED -> {}
        }
    }

    private void wasAnnounced(Fact.Kind request, StoredEvent event) {
        Long parent = row(event.job()).parent();
        assertThat(acknowledged.wasAnnounced(request, event.job())
                        || parent != null && acknowledged.wasAnnounced(request, parent))
                .as("nobody asked for %s", event)
                .isTrue();
    }

    private Row row(long job) {
        Row row = jobs.get(job);
        if (row == null) {
            throw new AssertionError("job %d is lost; it was %s".formatted(job, courses.get(job)));
        }
        return row;
    }

    private Course course(Fact fact) {
        Course course = courses.get(fact.job());
        if (course == null) {
            throw new AssertionError("acknowledged and lost: " + fact);
        }
        return course;
    }

    /** Over all runs together, a host that goes on from its cursor is told of every event once. */
    private void deliveredInOrder() {
        for (Fact fact : acknowledged.fresh()) {
            if (fact.kind() == Fact.Kind.EVENT) {
                StoredEvent stored = undelivered.poll();
                assertThat(stored).as("told and not stored: %s", fact).isNotNull();
                assertThat(fact.number(0))
                        .as("told of %s, next in the store is %s", fact, stored)
                        .isEqualTo(stored.seq());
                assertThat(fact.job())
                        .as("told of %s, stored is %s", fact, stored)
                        .isEqualTo(stored.job());
                assertThat(fact.word(1))
                        .as("told of %s, stored is %s", fact, stored)
                        .isEqualTo(stored.kind().name());
            }
        }
    }

    private void rowsFollowFromEvents(Snapshot store) {
        assertThat(store.jobs().keySet())
                .as("each job has its events, each event its job")
                .isEqualTo(courses.keySet());
        for (Course course : courses.values()) {
            assertThat(course.state()).as("%s", course).isNotNull();
        }
        for (Row row : store.jobs().values()) {
            Course course = courses.get(row.id());
            boolean agrees = row.state() == course.state()
                    && row.stopping() == course.stopping()
                    && row.attempt() == course.attempt()
                    && row.entry() == course.entry();
            if (!agrees) {
                throw new AssertionError("the row is %s, the events say %s".formatted(row, course));
            }
        }
    }

    /** What ran when the process before was killed was put in order by the start of this one. */
    private void nothingIsForgotten() {
        if (acknowledged.fresh().stream().anyMatch(fact -> fact.kind() == Fact.Kind.OPEN)) {
            assertThat(courses.values()).as("runs for nobody").noneMatch(Course::isCut);
        }
    }

    private void isTrue(Fact fact) {
        switch (fact.kind()) {
            case DISPATCHED -> {
                course(fact);
                Errand errand = new Errand(Errand.Trade.valueOf(fact.word(0)), fact.number(1));
                assertThat(Errand.parse(row(fact.job()).params()))
                        .as(fact::toString)
                        .isEqualTo(errand);
            }
            case COMPLETED -> {
                assertThat(course(fact).state()).as(fact::toString).isEqualTo(JobState.COMPLETED);
                assertThat(course(fact).ends())
                        .as(fact::toString)
                        .last()
                        .extracting(StoredEvent::data)
                        .isEqualTo("\"" + fact.word(0) + "\"");
            }
            case FAILED -> assertThat(course(fact).ends()).as(fact::toString).anyMatch(end -> tells(end, fact.word(0)));
            case RETRIED ->
                assertThat(course(fact).attempt()).as(fact::toString).isGreaterThan(1);
            case OPEN,
                    EVENT,
                    MARKED,
                    RESTORED,
                    STEP,
                    PAUSING,
                    PAUSED,
                    RESUMING,
                    RESUMED,
                    CANCELLING,
                    CANCELLED,
                    RETRYING,
                    PARKED,
                    DONE,
                    WRONG -> {}
        }
    }

    private static boolean tells(StoredEvent end, String code) {
        return end.kind() == JobEvent.Kind.CANCELLED
                ? code.equals("CANCELLED")
                : end.data() != null && end.data().contains("\"" + code + "\"");
    }

    private void marksAreThere(Snapshot store) {
        store.marks().forEach((job, mark) -> {
            assertThat(mark.job()).isEqualTo(job);
            assertThat(mark.isWhole()).as("a torn checkpoint: %s", mark).isTrue();
        });
        acknowledged.marked().forEach((job, count) -> {
            if (row(job).state() != JobState.COMPLETED) {
                Mark mark = store.marks().get(job);
                assertThat(mark).as("checkpoint %d of job %d", count, job).isNotNull();
                assertThat(mark.count())
                        .as("checkpoint %d of job %d", count, job)
                        .isGreaterThanOrEqualTo(count);
            }
        });
    }

    /** What was acknowledged is done, or noted to be done; the next start has done it. */
    private void isGranted(long job, Acknowledged.Wish wish) {
        Row row = row(job);
        boolean settled = acknowledged.openedAfter(wish.run());
        boolean granted = switch (wish.kind()) {
            case PAUSED ->
                row.state() == JobState.PAUSED
                        || row.state() == JobState.COMPLETED
                        || !settled && row.stopping() == StopReason.PAUSE && !row.resuming();
            case RESUMED -> row.state() != JobState.PAUSED && (row.stopping() != StopReason.PAUSE || row.resuming());
            case CANCELLED -> row.state() == JobState.CANCELLED || !settled && row.stopping() == StopReason.CANCEL;
            case OPEN,
                    EVENT,
                    DISPATCHED,
                    COMPLETED,
                    FAILED,
                    MARKED,
                    RESTORED,
                    STEP,
                    PAUSING,
                    RESUMING,
                    CANCELLING,
                    RETRYING,
                    RETRIED,
                    PARKED,
                    DONE,
                    WRONG -> true;
        };
        assertThat(granted).as("%s was acknowledged: %s", wish, row).isTrue();
        if (wish.kind() == Fact.Kind.PAUSED && row.state() != JobState.COMPLETED) {
            assertThat(jobs.values())
                    .as("the children of a paused job: %s", row)
                    .filteredOn(child -> child.parent() != null && child.parent() == job)
                    .allMatch(child -> child.state() == JobState.PAUSED
                            || child.state().isEnded()
                            || !settled && child.stopping() == StopReason.PAUSE);
        }
    }
}
