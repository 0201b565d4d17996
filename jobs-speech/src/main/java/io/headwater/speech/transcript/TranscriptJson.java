package io.headwater.speech.transcript;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The shape in which whisper.cpp itself writes, so that whoever reads that can read this; with what we know besides. */
final class TranscriptJson {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private TranscriptJson() {}

    static String of(Transcript transcript) {
        ObjectNode root = MAPPER.createObjectNode();
        root.putObject("result").put("language", transcript.language());
        root.putObject("params")
                .put("model", transcript.model())
                .put("language", transcript.language())
                .put("translate", false);
        root.put("modelDigest", transcript.digest());
        root.put("durationMs", transcript.milliseconds());
        var segments = root.putArray("transcription");
        for (Segment cue : Cues.of(transcript)) {
            ObjectNode segment = segments.addObject();
            segment.putObject("timestamps")
                    .put("from", Subtitles.time(cue.startMillis(), ','))
                    .put("to", Subtitles.time(cue.endMillis(), ','));
            segment.putObject("offsets").put("from", cue.startMillis()).put("to", cue.endMillis());
            segment.put("text", cue.text());
        }
        return MAPPER.writeValueAsString(root) + "\n";
    }
}
