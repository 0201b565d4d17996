package io.headwater.speech.audio;

import io.headwater.models.SearchPath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The program ffmpeg, and ffprobe, which comes with it. */
final class Ffmpeg {
    private static final String ENTRIES = "stream=codec_type,duration:stream_disposition=attached_pic"
            + ":stream_tags=DURATION:format=duration,format_name";

    /** With silence for what is not there: before the sound of a film begins, and where a stretch of it is missing. */
    private static final String ON_THE_CLOCK = "aresample=async=1:first_pts=0";

    private static final Pattern CLOCK = Pattern.compile("(\\d+):(\\d\\d):(\\d\\d\\.\\d+)");

    private final Path ffmpeg;
    private final Path ffprobe;

    private Ffmpeg(Path ffmpeg, Path ffprobe) {
        this.ffmpeg = ffmpeg;
        this.ffprobe = ffprobe;
    }

    /** Null when it is not there. */
    static @Nullable Ffmpeg on(SearchPath programs) {
        Optional<Path> ffmpeg = programs.find("ffmpeg");
        Optional<Path> ffprobe = programs.find("ffprobe");
        return ffmpeg.isPresent() && ffprobe.isPresent() ? new Ffmpeg(ffmpeg.get(), ffprobe.get()) : null;
    }

    Recording look(Path file) throws IOException {
        var command = new ArrayList<>(List.of(ffprobe.toString(), "-v", "error"));
        command.addAll(List.of("-show_entries", ENTRIES, "-of", "json", input(file)));
        try (var probe = new Program(command)) {
            String answer = probe.answer();
            if (probe.status() != 0) {
                throw AudioErrors.unreadable(file, probe.complaint());
            }
            return recording(file, answer);
        }
    }

    private static Recording recording(Path file, String answer) {
        try {
            JsonNode said = JsonMapper.shared().readTree(answer);
            Long all = milliseconds(said.path("format").path("duration"));
            List<JsonNode> streams =
                    said.path("streams").valueStream().filter(Ffmpeg::lasts).toList();
            Optional<JsonNode> sound = streams.stream()
                    .filter(stream -> stream.path("codec_type").asString("").equals("audio"))
                    .findFirst();
            if (sound.isEmpty()) {
                return new Recording(file, all, 0, false);
            }
            Long own = streams.size() == 1 ? all : own(sound.get(), all);
            if (own == null) {
                return new Recording(file, all, 0, true);
            }
            boolean exact = said.path("format").path("format_name").asString("").equals("flac");
            return exact ? Recording.exactly(file, own) : Recording.about(file, own);
        } catch (JacksonException | NumberFormatException strange) {
            throw AudioErrors.unreadable(file, "ffprobe says nothing of use about it");
        }
    }

    /** The picture on the cover of a song does not. */
    private static boolean lasts(JsonNode stream) {
        return stream.path("disposition").path("attached_pic").asInt(0) == 0;
    }

    /**
     * How long the sound itself is, which in a film may end long before the picture. In Matroska a tag says so. A stream that
     * says nothing is said to be as long as the whole file.
     */
    private static @Nullable Long own(JsonNode sound, @Nullable Long all) {
        Matcher tag = CLOCK.matcher(sound.path("tags").path("DURATION").asString(""));
        if (tag.matches()) {
            return 60_000 * (60 * Long.parseLong(tag.group(1)) + Long.parseLong(tag.group(2)))
                    + milliseconds(tag.group(3));
        }
        Long own = milliseconds(sound.path("duration"));
        return Objects.equals(own, all) ? null : own;
    }

    private static @Nullable Long milliseconds(JsonNode seconds) {
        return seconds.isMissingNode() ? null : milliseconds(seconds.asString());
    }

    private static long milliseconds(String seconds) {
        return Math.round(Double.parseDouble(seconds) * 1000);
    }

    /**
     * What comes before the wanted place is decoded and dropped, which takes a second for an hour: not all formats can be
     * entered at exactly the same sample, and then the words would come out otherwise than without the interruption.
     */
    Samples open(Path file, long from) throws IOException {
        var command = new ArrayList<>(List.of(ffmpeg.toString(), "-nostdin", "-hide_banner", "-v", "error"));
        command.addAll(List.of("-i", input(file), "-map", "0:a:0", "-vn", "-sn", "-dn", "-af", ON_THE_CLOCK));
        command.addAll(List.of("-ac", "1", "-ar", Integer.toString(Samples.RATE), "-f", "s16le", "pipe:1"));
        return new FfmpegSamples(file, new Program(command), from);
    }

    /** So that a name is never taken for an option or an address. */
    private static String input(Path file) {
        return "file:" + file.toAbsolutePath();
    }
}
