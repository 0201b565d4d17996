package io.headwater.speech.whisper;

import io.headwater.speech.SpeechEngine;
import io.headwater.speech.SpeechEngine.Options;
import java.nio.file.Path;

/** A host of its own, which hears half a minute: in itself, or in a worker. */
final class HostMain {
    private HostMain() {}

    public static void main(String[] arguments) {
        SpeechEngine engine = arguments[0].equals("worker") ? WhisperEngine.inWorker() : WhisperEngine.inProcess();
        try (var session = engine.open(Path.of(arguments[1]), Options.defaults())) {
            float[] window = WorkerTest.halfAMinute();
            session.transcribe(window, window.length, "en");
        }
    }
}
