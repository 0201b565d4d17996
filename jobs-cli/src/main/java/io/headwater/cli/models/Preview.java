package io.headwater.cli.models;

import io.headwater.cli.screen.Screen;
import io.headwater.cli.screen.Table;
import io.headwater.models.ModelDownloadJob;
import io.headwater.models.Models;
import io.headwater.models.library.KnownFile;
import io.headwater.models.library.Library;
import java.nio.file.Path;
import java.util.ArrayList;
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
        var models = new ArrayList<Map<String, @Nullable Object>>();
        for (ModelDownloadJob download : downloads) {
            List<KnownFile> files = filesOf(download);
            Long missing = missing(files);
            screen.answers("%s: %s"
                    .formatted(
                            download.ref().name(),
                            missing != null && missing == 0
                                    ? "is here"
                                    : "%s to be fetched".formatted(ModelWords.size(missing))));
            var table = new Table();
            files.forEach(file -> table.row(
                    "  " + file.path(),
                    ModelWords.size(file.bytes()),
                    file.state().toString()));
            table.answer(screen);
            var fields = new LinkedHashMap<String, @Nullable Object>();
            fields.put("ref", download.ref().toString());
            fields.put("missingBytes", missing);
            fields.put("files", files.stream().map(ModelJson::of).toList());
            models.add(fields);
        }
        return Map.of("dryRun", true, "models", models);
    }

    private List<KnownFile> filesOf(ModelDownloadJob download) {
        List<KnownFile> shared = filesOf(download, models.library());
        if (download.to() == null) {
            return shared;
        }
        // What is not in the folder yet is copied there from where it is kept for all.
        var files = new LinkedHashMap<String, KnownFile>();
        shared.forEach(file -> files.put(file.path(), file));
        for (KnownFile own : filesOf(download, models.library(Path.of(download.to())))) {
            files.merge(own.path(), own, (kept, there) -> isHere(there) ? there : kept);
        }
        return List.copyOf(files.values());
    }

    private static List<KnownFile> filesOf(ModelDownloadJob download, Library library) {
        return Objects.requireNonNull(library.show(download.ref()).block()).files().stream()
                .filter(file -> download.files().matches(file.path()))
                .toList();
    }

    private static boolean isHere(KnownFile file) {
        return file.state() == KnownFile.State.VERIFIED;
    }

    /** Null where the source does not say how long some file is. */
    private static @Nullable Long missing(List<KnownFile> files) {
        long sum = 0;
        for (KnownFile file : files) {
            if (isHere(file)) {
                continue;
            }
            if (file.bytes() == null) {
                return null;
            }
            sum += file.state() == KnownFile.State.DAMAGED ? file.bytes() : file.bytes() - file.done();
        }
        return sum;
    }
}
