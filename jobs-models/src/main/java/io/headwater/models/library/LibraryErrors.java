package io.headwater.models.library;

import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobId;
import io.headwater.models.ref.ModelRef;
import io.headwater.models.registry.ListedFile;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** What stands in the way of keeping models in order. */
final class LibraryErrors {

    private LibraryErrors() {}

    static JobException held(List<JobId> jobs) {
        return new JobException.Conflict(
                ErrorCode.ILLEGAL_STATE,
                "It is in use by %s".formatted(named(jobs)),
                "Wait until that has ended, or cancel it.");
    }

    static JobException underWay(List<JobId> jobs) {
        return new JobException.Conflict(
                ErrorCode.ILLEGAL_STATE,
                "It is being downloaded by %s".formatted(named(jobs)),
                "Wait until that has ended, or cancel it; a paused download counts too.");
    }

    private static String named(List<JobId> jobs) {
        String ids = jobs.stream().map(JobId::toString).collect(Collectors.joining(", "));
        return (jobs.size() == 1 ? "job " : "jobs ") + ids;
    }

    static JobException nothingHere(ModelRef ref) {
        return new JobException.NotFound(
                ErrorCode.NOT_FOUND,
                "Nothing of %s is on this machine".formatted(ref.name()),
                "See what is: headwater models list --installed");
    }

    static JobException nothingToImport(Path source) {
        return new JobException.NotFound(
                ErrorCode.NOT_FOUND,
                "There is nothing at %s".formatted(source),
                "Check the path; if it is right, see whether its disk is mounted.");
    }

    static JobException noImport(ModelRef ref, Path source, List<ListedFile> wanted) {
        String names = wanted.stream().limit(10).map(ListedFile::path).collect(Collectors.joining(", "));
        return new JobException.Invalid(
                ErrorCode.INPUT,
                "%s has nothing of %s".formatted(source, ref.name()),
                "It should be, or hold: " + names);
    }

    static JobException importOfAnotherLength(Path source, ListedFile file, long bytes) {
        return new JobException.Integrity(
                new ErrorCode("CHECKSUM_MISMATCH"),
                "%s is not %s: it has %d bytes instead of %d".formatted(source, file.path(), bytes, file.bytes()),
                "Fetch it again where you have it from, or with: headwater models download");
    }
}
