package io.headwater.cli.command;

import io.headwater.cli.screen.Screen;
import io.headwater.cli.screen.Table;
import io.headwater.models.ModelDownloadJob;
import io.headwater.models.library.KnownFile;
import io.headwater.models.library.Library;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What downloads would fetch. */
final class Preview {
    private final Library library;

    Preview(Library library) {
        this.library = library;
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
        return Objects.requireNonNull(library.show(download.ref()).block()).files().stream()
                .filter(file -> download.files().matches(file.path()))
                .toList();
    }

    /** Null where the source does not say how long some file is. */
    private static @Nullable Long missing(List<KnownFile> files) {
        long sum = 0;
        for (KnownFile file : files) {
            if (file.state() == KnownFile.State.VERIFIED) {
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
