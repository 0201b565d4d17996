package io.headwater.speech;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.headwater.jobs.Job;
import io.headwater.jobs.JobType;
import io.headwater.models.ref.CatalogRef;
import io.headwater.models.ref.ModelRef;
import io.headwater.speech.transcript.Format;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.ser.std.ToStringSerializer;

/**
 * Writes down what is said in recordings. That some of them cannot be heard is no failure of the job: its result names
 * them.
 *
 * @param media files, and folders in which every recording is meant
 * @param model what hears them; it is fetched where it is missing
 * @param formats one file is written in each of them
 * @param output where they go; null for beside the recordings
 */
@JobType(name = "speech.transcribe", version = 1, title = "Transcription", queue = "speech")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SpeechToTextJob(
        @JsonSerialize(contentUsing = ToStringSerializer.class)
        List<Path> media,

        ModelRef model,
        Language language,
        Set<Format> formats,

        @JsonSerialize(using = ToStringSerializer.class) @Nullable
        Path output,

        Existing existing)
        implements Job<Transcription> {
    /** Such as {@code whisper:base.en} and {@code ggml-tiny.en-q5_1.bin}. */
    private static final Pattern ENGLISH_ONLY = Pattern.compile("(?i)[^/:]\\.en([.-][^/:]*)?$");

    @SuppressWarnings("ConstantValue") // What arrives as JSON may lack anything.
    public SpeechToTextJob {
        if (media == null || media.isEmpty()) {
            throw new IllegalArgumentException("a transcription needs media");
        }
        Objects.requireNonNull(model, "a transcription needs a model");
        if (model instanceof CatalogRef known && !known.family().equals("whisper")) {
            throw new IllegalArgumentException(
                    "%s does not transcribe here; models in the format of whisper.cpp do, such as whisper:base"
                            .formatted(model));
        }
        media = List.copyOf(media);
        language = language == null ? Language.AUTO : language;
        if (!language.isEnglishOrUnknown()
                && ENGLISH_ONLY.matcher(model.toString()).find()) {
            throw SpeechErrors.englishOnly(model, language);
        }
        formats = Collections.unmodifiableSet(
                formats == null || formats.isEmpty() ? EnumSet.of(Format.SRT) : EnumSet.copyOf(formats));
        existing = existing == null ? Existing.KEEP : existing;
    }

    /** Subtitles beside the recordings. */
    public static SpeechToTextJob of(Path medium, ModelRef model) {
        return new SpeechToTextJob(List.of(medium), model, Language.AUTO, Set.of(Format.SRT), null, Existing.KEEP);
    }
}
