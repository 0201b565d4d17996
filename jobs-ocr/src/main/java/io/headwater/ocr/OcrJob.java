package io.headwater.ocr;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.headwater.jobs.Job;
import io.headwater.jobs.JobType;
import io.headwater.models.ref.ModelRef;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.ser.std.ToStringSerializer;

/**
 * Reads the text in images. That some of them cannot be read is no failure of the job: its result names them.
 *
 * @param media images, and folders in which every image is meant
 * @param languages in which they may be written, as Tesseract names them: {@code eng}
 * @param formats one file is written in each of them
 * @param output where they go; null for beside the images
 * @param existing what becomes of texts that are there already
 */
@JobType(name = "ocr.read", version = 1, title = "Text recognition", queue = "ocr")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OcrJob(
        @JsonSerialize(contentUsing = ToStringSerializer.class)
        List<Path> media,

        List<String> languages,
        Set<OcrFormat> formats,

        @JsonSerialize(using = ToStringSerializer.class) @Nullable
        Path output,

        Existing existing)
        implements Job<OcrResult> {
    /** What becomes of texts that are there already. */
    public enum Existing {
        /** They stay, unless their image has changed since. */
        @JsonProperty("keep")
        KEEP,
        @JsonProperty("overwrite")
        OVERWRITE
    }

    @SuppressWarnings("ConstantValue") // What arrives as JSON may lack anything.
    public OcrJob {
        if (media == null || media.isEmpty() || languages == null || languages.isEmpty()) {
            throw new IllegalArgumentException("text recognition needs media, and the languages of their text");
        }
        media = List.copyOf(media);
        languages = List.copyOf(new LinkedHashSet<>(languages));
        formats = Collections.unmodifiableSet(
                formats == null || formats.isEmpty() ? EnumSet.of(OcrFormat.TXT) : EnumSet.copyOf(formats));
        existing = existing == null ? Existing.KEEP : existing;
        languages.forEach(OcrJob::dataOf); // refuses what can be no name
    }

    /** Plain text beside the images. */
    public static OcrJob of(Path medium, String... languages) {
        return new OcrJob(List.of(medium), List.of(languages), Set.of(OcrFormat.TXT), null, Existing.KEEP);
    }

    /** What it needs before it can begin. */
    public List<ModelRef> models() {
        return languages.stream().map(OcrJob::dataOf).toList();
    }

    private static ModelRef dataOf(String language) {
        return ModelRef.parse("tesseract:" + language);
    }
}
