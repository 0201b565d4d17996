package io.headwater.speech.audio;

import io.headwater.models.SearchPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The program ffmpeg, and ffprobe, which comes with it. */
final class Ffmpeg {
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
        command.addAll(List.of("-select_streams", "a:0", "-show_entries", "stream=duration:format=duration"));
        command.addAll(List.of("-of", "json", input(file)));
        try (var probe = new Program(command)) {
            String answer = new String(probe.output().readAllBytes(), StandardCharsets.UTF_8);
            if (probe.status() != 0) {
                throw AudioErrors.unreadable(file, probe.complaint());
            }
            return recording(file, answer);
        }
    }

    private static Recording recording(Path file, String answer) {
        try {
            JsonNode said = JsonMapper.shared().readTree(answer);
            boolean audible = !said.path("streams").isEmpty();
            JsonNode seconds = said.path("format").path("duration");
            return new Recording(file, seconds.isMissingNode() ? null : milliseconds(seconds.asString()), audible);
        } catch (JacksonException | NumberFormatException strange) {
            throw AudioErrors.unreadable(file, "ffprobe says nothing of use about it");
        }
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
        command.addAll(List.of("-i", input(file), "-map", "0:a:0", "-vn", "-sn", "-dn"));
        command.addAll(List.of("-ac", "1", "-ar", Integer.toString(Samples.RATE), "-f", "s16le", "pipe:1"));
        return new FfmpegSamples(file, new Program(command), from);
    }

    /** So that a name is never taken for an option or an address. */
    private static String input(Path file) {
        return "file:" + file.toAbsolutePath();
    }
}
