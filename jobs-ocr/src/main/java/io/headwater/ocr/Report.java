package io.headwater.ocr;

import io.headwater.jobs.JobId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The file that names all images that could not be read, once they are more than a result names. Blocks. */
record Report(Path file) {
    static Report of(OcrJob job, JobId id) {
        String name = "headwater-%s.failures.jsonl".formatted(id);
        Path beside = job.media().get(0).toAbsolutePath().resolveSibling(name);
        return new Report(
                job.output() == null ? beside : job.output().toAbsolutePath().resolve(name));
    }

    /**
     * Adds one, and at first also those that the result names; null as long as that names all.
     *
     * @param before what was known before it
     */
    @Nullable
    String with(OcrResult.Failure failure, OcrResult before) throws IOException {
        if (!before.isFull()) {
            return null;
        }
        var lines = new ArrayList<>(Files.exists(file) ? List.<OcrResult.Failure>of() : before.failures());
        lines.add(failure);
        Files.createDirectories(file.getParent());
        for (OcrResult.Failure line : lines) {
            Files.writeString(
                    file,
                    JsonMapper.shared().writeValueAsString(line) + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
        return file.toString();
    }
}
