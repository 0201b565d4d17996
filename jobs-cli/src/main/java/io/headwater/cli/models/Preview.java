package io.headwater.cli.models;

import io.headwater.cli.screen.Screen;
import io.headwater.cli.screen.Table;
import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import io.headwater.models.ModelDownloadJob;
import io.headwater.models.Models;
import io.headwater.models.library.KnownFile;
import io.headwater.models.library.KnownModel;
import io.headwater.models.library.Library;
import io.headwater.models.library.ModelDetails;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What downloads would fetch. */
final class Preview {
    private final Models models;

    Preview(Models models) {
        this.models = models;
    }

    Map<String, ?> of(List<ModelDownloadJob> downloads, Screen screen) {
        return Map.of(
                "dryRun",
                true,
                "models",
                downloads.stream().map(download -> of(download, screen)).toList());
    }

    private Map<String, @Nullable Object> of(ModelDownloadJob download, Screen screen) {
        ModelDetails shown = shown(download, models.library());
        boolean known = isKnown(download, shown);
        List<KnownFile> files = known ? filesOf(download, shown) : List.of();
        Long missing = known ? missing(files, download.fetchesAgain()) : null;
        screen.answers("%s: %s".formatted(download.ref().name(), known ? words(missing) : words(shown.model())));
        var table = new Table();
        files.forEach(file -> table.row(
                "  " + file.path(), ModelWords.size(file.bytes()), file.state().toString()));
        table.answer(screen);
        var fields = new LinkedHashMap<String, @Nullable Object>();
        fields.put("ref", download.ref().toString());
        fields.put("missingBytes", missing);
        fields.put("files", files.stream().map(ModelJson::of).toList());
        return fields;
    }

    private static ModelDetails shown(ModelDownloadJob download, Library library) {
        return Objects.requireNonNull(library.show(download.ref()).block());
    }

    /** Without its source nobody knows the files of a model, nor those of another revision than the one that is shown. */
    private static boolean isKnown(ModelDownloadJob download, ModelDetails shown) {
        return download.revision() == null && !shown.files().isEmpty();
    }

    private static String words(@Nullable Long missing) {
        return missing != null && missing == 0 ? "is here" : "%s to be fetched".formatted(ModelWords.size(missing));
    }

    private static String words(KnownModel unknown) {
        return unknown.bytes() == null
                ? "to be fetched; nobody says how much that is"
                : "about %s to be fetched".formatted(ModelWords.size(unknown.bytes()));
    }

    private List<KnownFile> filesOf(ModelDownloadJob download, ModelDetails shown) {
        List<KnownFile> shared = wanted(download, shown);
        if (shared.isEmpty()) {
            throw new JobException.NotFound(
                    ErrorCode.NOT_FOUND,
                    "No file of %s is meant".formatted(download.ref().name()),
                    "See which it has: headwater models show " + download.ref());
        }
        if (download.to() == null) {
            return shared;
        }
        // What is not in the folder yet is copied there from where it is kept for all.
        var files = new LinkedHashMap<String, KnownFile>();
        shared.forEach(file -> files.put(file.path(), file));
        for (KnownFile own : wanted(download, shown(download, models.library(Path.of(download.to()))))) {
            files.merge(own.path(), own, (kept, there) -> isHere(there) ? there : kept);
        }
        return List.copyOf(files.values());
    }

    private static List<KnownFile> wanted(ModelDownloadJob download, ModelDetails shown) {
        return shown.files().stream()
                .filter(file -> download.files().matches(file.path()))
                .toList();
    }

    private static boolean isHere(KnownFile file) {
        return file.state() == KnownFile.State.VERIFIED;
    }

    /** Null where the source does not say how long some file is. */
    private static @Nullable Long missing(List<KnownFile> files, boolean force) {
        long sum = 0;
        for (KnownFile file : files) {
            if (isHere(file) && !force) {
                continue;
            }
            if (file.bytes() == null) {
                return null;
            }
            boolean afresh = force || file.state() == KnownFile.State.DAMAGED;
            sum += afresh ? file.bytes() : file.bytes() - file.done();
        }
        return sum;
    }
}
