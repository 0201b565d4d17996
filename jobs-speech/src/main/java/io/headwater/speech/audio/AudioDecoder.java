package io.headwater.speech.audio;

import io.headwater.models.SearchPath;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Opens recordings. WAV files are read directly; everything else goes through the program ffmpeg, a little at a time, so
 * that no film is ever held in memory. Blocks.
 */
public final class AudioDecoder {
    private final @Nullable Ffmpeg ffmpeg;

    private AudioDecoder(@Nullable Ffmpeg ffmpeg) {
        this.ffmpeg = ffmpeg;
    }

    /** With the ffmpeg that is on this machine's search path, if there is one. */
    public static AudioDecoder ofThisMachine() {
        return on(SearchPath.ofThisMachine());
    }

    /** With the ffmpeg that is there, if there is one. */
    public static AudioDecoder on(SearchPath programs) {
        return new AudioDecoder(Ffmpeg.on(programs));
    }

    /** For WAV files alone. */
    public static AudioDecoder withoutFfmpeg() {
        return new AudioDecoder(null);
    }

    public Recording look(Path file) throws IOException {
        WavFile wav = WavFile.look(file);
        return wav == null ? ffmpeg(file).look(file) : wav.recording();
    }

    /**
     * The sound of a recording.
     *
     * @param from how many samples of it are left out
     */
    public Samples open(Path file, long from) throws IOException {
        WavFile wav = WavFile.look(file);
        return wav == null ? ffmpeg(file).open(file, from) : wav.open(from);
    }

    private Ffmpeg ffmpeg(Path file) throws IOException {
        if (ffmpeg == null) {
            throw WavFile.whyNot(file);
        }
        return ffmpeg;
    }
}
