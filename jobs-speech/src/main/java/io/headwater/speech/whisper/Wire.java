package io.headwater.speech.whisper;

import io.headwater.speech.SpeechEngine.Heard;
import io.headwater.speech.transcript.Segment;
import io.headwater.speech.whisper.WhisperException.Kind;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * What goes over the pipes between a host and its worker. The host says what is to be opened; then windows, one at a
 * time. To each the worker answers with what it heard, or why it did not.
 */
final class Wire {
    private static final int HEARD = 'H';
    private static final int FAILED = 'F';
    private static final String FIND_OUT = "";

    private Wire() {}

    /** @param folder where the worker works, which it takes away with it when its host has not */
    record Opening(Path model, int threads, Path folder) {}

    record Window(float[] samples, @Nullable String language) {}

    static void write(DataOutputStream out, Opening opening) throws IOException {
        out.writeUTF(opening.model().toString());
        out.writeInt(opening.threads());
        out.writeUTF(opening.folder().toString());
        out.flush();
    }

    static Opening readOpening(DataInputStream in) throws IOException {
        return new Opening(Path.of(in.readUTF()), in.readInt(), Path.of(in.readUTF()));
    }

    static void writeWindow(DataOutputStream out, float[] window, int samples, @Nullable String language)
            throws IOException {
        out.writeUTF(language == null ? FIND_OUT : language);
        out.writeInt(samples);
        ByteBuffer bytes = ByteBuffer.allocate(samples * Float.BYTES);
        bytes.asFloatBuffer().put(window, 0, samples);
        out.write(bytes.array());
        out.flush();
    }

    static Window readWindow(DataInputStream in) throws IOException {
        String language = in.readUTF();
        float[] samples = new float[in.readInt()];
        byte[] bytes = new byte[samples.length * Float.BYTES];
        in.readFully(bytes);
        ByteBuffer.wrap(bytes).asFloatBuffer().get(samples);
        return new Window(samples, language.equals(FIND_OUT) ? null : language);
    }

    static void write(DataOutputStream out, Heard heard) throws IOException {
        out.write(HEARD);
        out.writeUTF(heard.language());
        out.writeInt(heard.segments().size());
        for (Segment segment : heard.segments()) {
            out.writeLong(segment.startMillis());
            out.writeLong(segment.endMillis());
            out.writeUTF(segment.text());
        }
        out.flush();
    }

    static void write(DataOutputStream out, WhisperException failure) throws IOException {
        out.write(FAILED);
        out.writeUTF(failure.kind().name());
        out.writeUTF(failure.why());
        out.flush();
    }

    /** @throws IOException when the pipe has ended, or something else than an answer comes out of it */
    static Heard readAnswer(DataInputStream in) throws IOException, WhisperException {
        int kind = in.readUnsignedByte();
        if (kind == FAILED) {
            throw new WhisperException(Kind.valueOf(in.readUTF()), in.readUTF());
        }
        if (kind != HEARD) {
            throw new IOException("the worker says " + kind + ", which means nothing");
        }
        String language = in.readUTF();
        int count = in.readInt();
        var segments = new ArrayList<Segment>();
        for (int i = 0; i < count; i++) {
            segments.add(new Segment(in.readLong(), in.readLong(), in.readUTF()));
        }
        return new Heard(segments, language);
    }
}
