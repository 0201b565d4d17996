package io.headwater.models.delivery;

import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import io.headwater.models.cache.Hazard;
import io.headwater.models.ref.HubRef;
import io.headwater.models.ref.ModelRef;
import io.headwater.models.ref.Nearest;
import io.headwater.models.registry.ListedFile;
import io.headwater.models.registry.Listing;
import io.headwater.models.registry.Place;
import java.util.List;
import java.util.Set;

/** What keeps a job from the model that it needs. */
public final class ModelErrors {
    private static final ErrorCode OFFLINE = new ErrorCode("OFFLINE");
    private static final ErrorCode MODEL_MISSING = new ErrorCode("MODEL_MISSING");

    private ModelErrors() {}

    public static JobException missing(ModelRef ref) {
        return new JobException.Environment(
                MODEL_MISSING,
                "The model %s is not on this machine".formatted(ref.name()),
                "headwater models download " + ref,
                null);
    }

    public static JobException vanishing(ModelRef ref) {
        return new JobException.Environment(
                MODEL_MISSING,
                "The model %s vanishes as soon as it is there".formatted(ref.name()),
                "Find out who else tidies up where the models lie, then retry the job.",
                null);
    }

    public static JobException offline(ModelRef ref) {
        return new JobException.Environment(
                OFFLINE,
                "The model %s is not on this machine, and nobody may be asked for it".formatted(ref.name()),
                "Download it once without --offline, or without HF_HUB_OFFLINE.",
                null);
    }

    public static JobException noSuchFile(Place place, Listing listing) {
        String wanted = place.ref() instanceof HubRef hub && hub.path() != null ? hub.path() : "any wanted file";
        List<String> names = listing.files().stream().map(ListedFile::path).toList();
        List<String> near = Nearest.to(wanted, Set.copyOf(names));
        return new JobException.NotFound(
                ErrorCode.NOT_FOUND,
                "%s has no file %s".formatted(place.ref().name(), wanted),
                near.isEmpty()
                        ? "There are: %s".formatted(String.join(", ", names.subList(0, Math.min(10, names.size()))))
                        : "Did you mean %s?".formatted(String.join(", ", near)));
    }

    /** Whoever names a place himself knows what he asks for; whom we guess it for does not. */
    static JobException unsafe(ModelRef place, String name, Hazard hazard) {
        return new JobException.Invalid(
                new ErrorCode("UNSAFE_FORMAT"),
                "%s, where nobody said that it should come from, has a file that may carry out anything: %s %s"
                        .formatted(place, name, hazard.words()),
                "If you trust its authors, name it as it is: " + place);
    }

    static JobException pointer(String name) {
        return new JobException.Invalid(
                new ErrorCode("PROTOCOL"),
                "%s is a pointer to the file, as git keeps it, and not the file itself".formatted(name),
                "Take the address under which the source gives the content, such as …/resolve/… at Hugging Face.");
    }

    public static JobException notCleared(Exception failure) {
        return new JobException.Storage(
                ErrorCode.IO,
                "What is known of models cannot be forgotten: %s".formatted(failure.getMessage()),
                "Look at the disk and at who may write there.",
                failure);
    }

    /** What became of the download, in the words of the job that waited for it. */
    public static JobException download(JobException.Dependency outcome) {
        if (outcome.code().equals(ErrorCode.DEPENDENCY_CANCELLED)) {
            return new JobException.Dependency(
                    outcome.code(), "Model download was cancelled", outcome.hint(), outcome.getCause());
        }
        String reason = outcome.getCause() == null
                ? outcome.getMessage()
                : outcome.getCause().getMessage();
        return new JobException.Dependency(
                outcome.code(), "Model download failed: " + reason, outcome.hint(), outcome.getCause());
    }
}
