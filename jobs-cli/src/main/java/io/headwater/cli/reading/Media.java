package io.headwater.cli.reading;

import io.headwater.cli.command.Headwater;
import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import io.headwater.models.Models;
import io.headwater.models.config.Configuration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the commands that read media have in common: what is read, where to, and what may be fetched for it. */
final class Media {
    @Parameters(
            paramLabel = "PATH",
            arity = "1..*",
            description = "Files, and folders in which every file of the kind is meant.")
    private List<Path> paths = List.of();

    @Option(names = "--output", paramLabel = "DIR", description = "Where to write; else beside what is read.")
    private @Nullable Path output;

    @Option(names = "--overwrite", description = "Write anew what is there already; else it is kept.")
    private boolean overwrite;

    @Option(
            names = "--download-models",
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "true|false",
            description =
                    "Whether a missing model is fetched; else the configuration says it, which by default is yes.")
    private @Nullable Boolean downloadModels;

    /** As they are meant from everywhere; refused before anything is fetched for one that is not there. */
    List<Path> paths() {
        List<Path> absolute =
                paths.stream().map(path -> path.toAbsolutePath().normalize()).toList();
        absolute.stream().filter(Files::notExists).findFirst().ifPresent(missing -> {
            throw new JobException.NotFound(
                    ErrorCode.NOT_FOUND, "There is no file or folder %s".formatted(missing), "Check the path.");
        });
        return absolute;
    }

    @Nullable
    Path output() {
        return output == null ? null : output.toAbsolutePath().normalize();
    }

    boolean overwrite() {
        return overwrite;
    }

    Models models(Headwater common, Configuration read) {
        Models.Builder models = common.modelsOf(read);
        return (downloadModels == null ? models : models.autoDownload(downloadModels)).build();
    }
}
