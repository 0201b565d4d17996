package io.headwater.core;

import io.headwater.core.codec.EventCodec;
import io.headwater.core.codec.JobCodec;
import io.headwater.core.codec.RegisteredType;
import io.headwater.core.journal.EventRow;
import io.headwater.core.journal.JobRow;
import io.headwater.core.journal.Reader;
import io.headwater.core.journal.Standing;
import io.headwater.core.journal.Wanted;
import io.headwater.core.progress.ProgressBoard;
import io.headwater.core.progress.WaitingFor;
import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobError;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobQuery;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobTree;
import io.headwater.jobs.JobTree.Relation;
import io.headwater.jobs.JobView;
import io.headwater.jobs.Page;
import io.headwater.jobs.Progress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Stored jobs as people see them. Each method is one reading of the store. */
final class JobViews {
    private static final int REMOVED_AT_ONCE = 128;

    private final JobCodec codec;
    private final EventCodec events;
    private final ProgressBoard board;
    private final WaitingFor waitingFor;

    JobViews(JobCodec codec, EventCodec events, ProgressBoard board, WaitingFor waitingFor) {
        this.codec = codec;
        this.events = events;
        this.board = board;
        this.waitingFor = waitingFor;
    }

    Optional<JobView> find(Reader reader, JobId id) {
        return reader.jobs().find(id.value()).map(job -> view(reader, job));
    }

    Page<JobView> list(Reader reader, JobQuery query) {
        long before = query.cursor() == null ? Long.MAX_VALUE : cursor(query.cursor());
        List<Long> ids = reader.views().page(wanted(query), before, query.limit() + 1);
        boolean more = ids.size() > query.limit();
        List<Long> shown = more ? ids.subList(0, query.limit()) : ids;
        List<JobView> views = reader.jobs().newestFirst(shown).stream()
                .map(job -> view(reader, job))
                .toList();
        return new Page<>(views, more ? new JobId(shown.get(shown.size() - 1)).toString() : null);
    }

    /** The ids of those that match and have ended. */
    Page<Long> endedPage(Reader reader, JobQuery query) {
        long before = query.cursor() == null ? Long.MAX_VALUE : cursor(query.cursor());
        Set<JobState> states = EnumSet.of(JobState.COMPLETED, JobState.FAILED, JobState.CANCELLED);
        states.retainAll(query.states());
        List<Long> ids = reader.views().page(wanted(query).inStates(states), before, REMOVED_AT_ONCE);
        return new Page<>(ids, ids.size() < REMOVED_AT_ONCE ? null : new JobId(ids.get(ids.size() - 1)).toString());
    }

    private static long cursor(String text) {
        try {
            return JobId.parse(text).value();
        } catch (IllegalArgumentException wrong) {
            throw new JobException.Invalid(
                    ErrorCode.INPUT,
                    "\"%s\" is not a cursor.".formatted(text),
                    "Use what the page before said comes next, unchanged.",
                    wrong);
        }
    }

    long count(Reader reader, JobQuery query) {
        return reader.views().count(wanted(query));
    }

    private static Wanted wanted(JobQuery query) {
        JobId root = query.root();
        return new Wanted(
                query.states(),
                query.type(),
                root == null ? null : root.value(),
                query.queue(),
                query.key(),
                query.ending(),
                query.labels());
    }

    Optional<JobTree> tree(Reader reader, JobId id) {
        return reader.jobs().find(id.value()).map(job -> branch(reader, job, Relation.ROOT, new HashSet<>()));
    }

    private JobTree branch(Reader reader, JobRow job, Relation relation, Set<Long> above) {
        var below = new ArrayList<JobTree>();
        if (above.add(job.id())) {
            for (JobRow child : reader.jobs().childrenOf(job.id())) {
                below.add(branch(reader, child, Relation.CHILD, above));
            }
            for (long target : reader.views().dependenciesOf(job.id())) {
                reader.jobs()
                        .find(target)
                        .ifPresent(dependency -> below.add(branch(reader, dependency, Relation.DEPENDENCY, above)));
            }
            above.remove(job.id());
        }
        boolean shared = reader.edges().waitersOf(job.id()) > 1;
        return new JobTree(view(reader, job), relation, shared, below);
    }

    /** The store hears of it once a second, subscribers more often: who looks sees what they see. */
    private @Nullable Progress progress(Reader reader, JobRow job) {
        Progress shown = board.shown(job.id());
        Progress progress = shown != null
                ? shown
                : events.progressIn(reader.progress().find(job.id()).orElse(null));
        return job.standing().state() == JobState.WAITING
                ? reader.edges()
                        .awaitedBy(job.id())
                        .map(awaited -> waitingFor.shownIn(progress, awaited))
                        .orElse(progress)
                : progress;
    }

    JobView view(Reader reader, JobRow job) {
        Standing standing = job.standing();
        Long parent = job.parent();
        EventRow end = standing.state().isLive()
                ? null
                : reader.events().endOf(job.id()).orElse(null);
        return new JobView(
                new JobId(job.id()),
                job.type(),
                codec.type(job.type()).map(RegisteredType::title).orElse(job.type()),
                standing.state(),
                standing.stopping(),
                standing.state().isLive() ? ids(reader.views().blockedBy(job.id())) : List.of(),
                parent == null ? null : new JobId(parent),
                new JobId(job.root()),
                ids(reader.views().dependenciesOf(job.id())),
                events.labelsIn(job.labels()),
                job.key(),
                job.queue(),
                job.priority(),
                standing.attempt(),
                job.params(),
                progress(reader, job),
                Instant.ofEpochMilli(job.createdAt()),
                instant(standing.startedAt()),
                instant(standing.endedAt()),
                errorIn(standing.state(), end),
                standing.state() == JobState.COMPLETED && end != null ? end.data() : null);
    }

    private @Nullable JobError errorIn(JobState state, @Nullable EventRow end) {
        boolean failed = state == JobState.FAILED || state == JobState.QUARANTINED;
        return failed && end != null ? events.error(end) : null;
    }

    private static List<JobId> ids(List<Long> numbers) {
        return numbers.stream().map(JobId::new).toList();
    }

    private static @Nullable Instant instant(@Nullable Long millis) {
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }
}
